import type { LetterFacts } from '@progress-ess/shared/letters'
import { approveLetters, generateLetters } from '../../modules/letters/outbox.service.ts'
import { openLetter, sendLetters } from '../../modules/letters/sending.service.ts'
import { changeLetterFacts } from '../../modules/letters/templates.service.ts'
import { type Cast, type Deposit, person } from './editions.ts'
import type { Stage } from './stage.ts'

const HOUR = 3_600_000

export const LETTER_FACTS: LetterFacts = {
  deliberation: 'n° 00.00 de la démonstration',
  signataire: 'Pour le Président et par délégation,\nMarc Delaunay, responsable du service (démonstration)',
  article: 'article 5',
  versement: 'L’aide est versée en deux fois : une avance de 80 %, puis le solde après le compte rendu financier.',
  finProjet: '30 avril de l’année qui suit celle de l’attribution',
  imputation: 'le chapitre 65 du budget départemental',
}

/** Writes, approves and sends the letters of a call; those of the files that `opens` names are opened in the days after. */
export async function sendAll(
  stage: Stage,
  cast: Cast,
  callId: string,
  at: Date,
  opened: readonly Deposit[],
): Promise<void> {
  const manager = person(cast.staff, 'manager')
  stage.at(at)
  await changeLetterFacts(stage.as(manager), callId, 0, LETTER_FACTS)
  await generateLetters(stage.as(manager), callId, false)
  await approveLetters(stage.as(manager), callId)
  const { letters } = await sendLetters(stage.as(manager), callId)
  await Promise.all(
    opened.map(async ({ filed, member }, index) => {
      const ctx = stage.at(new Date(at.getTime() + (2 + index * 9) * HOUR)).as(member.owner)
      for (const { letterId, applicationId } of letters) {
        if (applicationId === filed.applicationId) await openLetter(ctx, letterId)
      }
    }),
  )
}
