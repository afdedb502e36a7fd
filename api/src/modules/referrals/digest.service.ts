import type { ReferralSummary } from '@progress-ess/shared/referrals'
import type { Context } from '../../kit/context.ts'
import { toCsv } from '../../kit/csv.ts'
import { dayInParis } from '../../kit/paris.ts'
import type { Side } from './baskets.ts'
import { listReferrals } from './referrals.service.ts'

const HEADER = [
  'reference',
  'sens',
  'sujet',
  'statut',
  'personne ou structure',
  'commune',
  'emetteur',
  'destinataires',
  'recue le',
  'echeance',
  'en retard',
]
const PAGE = 100

const lineOf = (row: ReferralSummary): string[] => [
  row.reference,
  row.side === 'source' ? 'envoyee' : 'recue',
  row.subject,
  row.status,
  row.partyName ?? '',
  row.communeCode ?? '',
  row.source.name,
  row.recipients.map(({ name }) => name).join(', '),
  dayInParis(new Date(row.occurredAt)),
  row.clock === null ? '' : dayInParis(new Date(row.clock.dueAt)),
  row.clock?.isLate === true ? 'oui' : 'non',
]

/** What is open, as a spreadsheet reads it; cells that it would run as formulas are disarmed (`kit/csv.ts`). */
export async function getReferralDigest(ctx: Context, side: Side): Promise<string> {
  const lines: string[][] = []
  let after: string | null = null
  do {
    const page = await listReferrals(ctx, {
      basket: 'open',
      limit: PAGE,
      ...(side === undefined ? {} : { side }),
      ...(after === null ? {} : { after }),
    })
    lines.push(...page.items.map(lineOf))
    after = page.next
  } while (after !== null)
  return toCsv(HEADER, lines, { separator: ';' })
}
