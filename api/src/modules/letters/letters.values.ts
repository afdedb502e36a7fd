import type { LetterFacts, LetterKind } from '@progress-ess/shared/letters'
import type { Settings } from '../../kit/context.ts'
import { APPEAL_TEXT } from '../../kit/legal.ts'
import { dayInParis } from '../../kit/paris.ts'
import { inWords } from '../../kit/words.ts'
import { DEFAULT_PROCEDURE } from '../awards/index.ts'
import type { findResult, LetterCall, Told } from './letters.queries.ts'
import { sentencesOf } from './reasons.rules.ts'
import type { LetterValues } from './template.rules.ts'

type Result = Awaited<ReturnType<typeof findResult>>
type Line = NonNullable<Result>['result']['lines'][number]

export const NO_FACTS: LetterFacts = {
  deliberation: '',
  signataire: '',
  article: '',
  versement: '',
  finProjet: '',
  imputation: '',
}

const ENDED = new Set(['renounced', 'lapsed', 'terminated'])
const hasAward = ({ awardCents, awardStatus }: Told): boolean =>
  awardCents !== null && awardStatus !== null && !ENDED.has(awardStatus)

/** Which letters tell a decision: an award comes with its deed, also when it came to the reserve list. */
export function kindsOf(told: Told): LetterKind[] {
  if (hasAward(told)) return told.outcome === 'reserve' ? ['reserve', 'award', 'deed'] : ['award', 'deed']
  if (told.outcome === 'reserve') return ['reserve']
  if (told.outcome === 'awarded') return []
  return [told.outcome === 'inadmissible' ? 'inadmissible' : 'refusal']
}

const dayOf = (at: Date): string => inWords.day(dayInParis(at))

/** Whether people decided as the rules computed. Where they did not, the reasons of the computation are not those of the decision. */
const follows = ({ scenarioId, outcome, amountCents, proposedOutcome, proposedCents }: Told): boolean =>
  scenarioId !== null && outcome === proposedOutcome && (amountCents ?? 0) === (proposedCents ?? 0)

function whatIf({ counterfactual, outcome }: Line): string[] {
  if (counterfactual === null || outcome === 'funded') return []
  const { leastEnvelopeCents, leastScore } = counterfactual
  return [
    ...(leastEnvelopeCents === null
      ? []
      : [`Le règlement aurait financé le projet à partir d’une enveloppe de ${inWords.euros(leastEnvelopeCents)}.`]),
    ...(leastScore === null
      ? []
      : [`Le règlement aurait financé le projet avec une note de ${leastScore.display.replace('.', ',')} sur 100.`]),
  ]
}

function motifOf(told: Told, line: Line | undefined, call: LetterCall): string | null {
  const words = {
    euros: inWords.euros,
    criterion: (id: string) => call.grid.criteria.find((criterion) => criterion.id === id)?.label ?? id,
  }
  const computed =
    line === undefined || !follows(told)
      ? []
      : [...sentencesOf(line.reasons, words), ...(told.outcome === 'inadmissible' ? [] : whatIf(line))]
  const said = [...(told.reason === null ? [] : [told.reason.trim()]), ...computed].filter((text) => text !== '')
  return said.length === 0 ? null : said.join('\n')
}

/** The mention of the law (CRPA L311-3-1): what was computed, by which rules, and where to check it. */
function calculOf(told: Told, line: Line | undefined, result: Result, { call, settings }: Surroundings): string {
  if (line === undefined || result === undefined) return 'Aucun calcul n’a servi à cette décision.'
  const place =
    line.score === null
      ? 'Votre dossier n’a pas de note.'
      : line.rank === null
        ? `Votre dossier a la note de ${line.score.display.replace('.', ',')} sur 100 et n’est pas classé.`
        : `Votre dossier a la note de ${line.score.display.replace('.', ',')} sur 100 et le rang ${line.rank} sur ${result.result.totals.rankedCount} dossiers classés.`
  return [
    `Un traitement algorithmique a aidé cette décision, prise par des personnes (code des relations entre le public et l’administration, article L. 311-3-1). ${place}`,
    `Il applique les règles publiées avec l’appel (empreinte ${call.awardRulesSha256 ?? result.rulesSha256}). Les règles, et les paramètres appliqués à votre dossier avec leur pondération, sont dans votre espace : ${settings.publicUrl}/mes-dossiers/${told.applicationId}/decision. Chacun peut refaire le calcul avec le fichier de la page des résultats : ${settings.publicUrl}/appels/${call.callId}/resultats. Ces règles vous sont aussi communiquées sur demande ; en cas de refus, vous pouvez saisir la Commission d’accès aux documents administratifs.`,
  ].join('\n')
}

export type Surroundings = { readonly call: LetterCall; readonly settings: Settings; readonly now: Date }

/** What the placeholders of a letter stand for. Empty facts are missing, never blank. */
export function valuesOf(told: Told, result: Result, surroundings: Surroundings): LetterValues {
  const { call, settings, now } = surroundings
  const facts = { ...NO_FACTS, ...call.facts }
  const written = (text: string): string | null => (text.trim() === '' ? null : text.trim())
  const line = result?.result.lines.find(({ number }) => number === told.number)
  const cents = told.awardCents ?? told.amountCents
  const { name, address, email, phone } = settings.service
  return {
    // As it is before the publication and after it: the day itself stands in the applicant’s space.
    acceptation:
      told.outcome === 'reserve'
        ? 'Vous avez accepté cette aide, proposée à la liste de réserve.'
        : `Acceptez cette aide dans votre espace dans les ${call.acceptDays ?? DEFAULT_PROCEDURE.acceptDays} jours qui suivent la publication des résultats : passé ce délai, elle est caduque et va à la liste de réserve.`,
    appel: call.title,
    article: written(facts.article),
    calcul: calculOf(told, line, result, surroundings),
    contact: `${name} (${email}, ${phone})`,
    date: dayOf(now),
    dateDepot: told.submittedAt === null ? null : dayOf(told.submittedAt),
    deliberation: written(facts.deliberation),
    demande: inWords.euros(told.requestedCents),
    dossier: told.number,
    finProjet: written(facts.finProjet),
    imputation: written(facts.imputation),
    montant: cents === null ? null : inWords.euros(cents),
    motif: motifOf(told, line, call),
    projet: told.projectTitle,
    rangReserve: told.reserveRank === null ? null : String(told.reserveRank),
    recours: APPEAL_TEXT,
    service: `${name}\n${address}`,
    signataire: written(facts.signataire),
    structure: told.organisationName,
    versement: written(facts.versement),
  }
}
