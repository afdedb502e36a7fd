import type { Settings } from '../../kit/context.ts'
import { dayInParis } from '../../kit/paris.ts'
import { inWords } from '../../kit/words.ts'
import type { PdfDocument } from '../../pdf/index.ts'
import type { LineRow, ListRow } from './lists.queries.ts'

const KIND: Readonly<Record<LineRow['kind'], string>> = {
  advance: 'avance',
  interim: 'acompte',
  balance: 'solde',
  single: 'unique',
}

/** The état liquidatif of a list: who is paid how much, for what, on which account; numbers are masked on paper. */
export function statementOf(list: ListRow, lines: readonly LineRow[], service: Settings['service']): PdfDocument {
  const [first] = lines
  const day = inWords.day(dayInParis(list.madeAt))
  const facts = first?.facts
  const deliberation =
    facts?.deliberationNumber == null
      ? '–'
      : `n° ${facts.deliberationNumber}${facts.deliberationOn === null ? '' : ` du ${inWords.day(facts.deliberationOn)}`}`
  return {
    title: `État liquidatif ${list.number}`,
    lang: 'fr',
    footer: `État liquidatif ${list.number}`,
    madeAt: list.madeAt,
    blocks: [
      { kind: 'heading', level: 1, text: `État liquidatif ${list.number}` },
      {
        kind: 'keyValues',
        items: [
          ['Ordonnateur', service.name],
          ['Exercice', String(list.year)],
          ['Établi le', day],
          ['Engagement', facts?.commitmentNumber ?? '–'],
          ['Délibération', deliberation],
          ['Nombre de versements', String(list.paymentCount)],
          ['Total', inWords.euros(list.totalCents)],
        ],
      },
      { kind: 'heading', level: 2, text: 'Versements' },
      {
        kind: 'table',
        columns: [
          { label: 'Ligne', weight: 0.5 },
          { label: 'Dossier', weight: 1 },
          { label: 'Bénéficiaire et compte', weight: 2.4 },
          { label: 'Nature, imputation', weight: 1.3 },
          { label: 'Montant', align: 'end', weight: 1.2 },
        ],
        rows: lines.map((line) => [
          String(line.place),
          line.facts.number,
          `${line.facts.organisationName}\n${line.facts.siret ?? ''} ${line.ibanMasked}`,
          `${KIND[line.kind]}\n${line.facts.budgetAccount}`,
          inWords.euros(line.amountCents),
        ]),
      },
      {
        kind: 'paragraph',
        text: `Arrêté le présent état à la somme de ${inWords.euros(list.totalCents)}. Le service fait est certifié au vu des pièces ci-dessus.`,
      },
      { kind: 'paragraph', text: `Fait le ${day}\nL’ordonnateur (nom, qualité, signature)`, align: 'end' },
    ],
  }
}
