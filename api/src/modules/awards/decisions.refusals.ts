import { Refusal } from '../../kit/refusal.ts'
import type { DecisionRow } from './decisions.queries.ts'

/** Only a line that is proposed, of a file that stands, before the results are out, can still be changed, signed or decided. */
export function refuseSettled(row: Pick<DecisionRow, 'status' | 'applicationStatus' | 'callStatus'>): void {
  if (row.status !== 'proposed') {
    throw new Refusal('conflict', 'decision-wrong-status', `This line is ${row.status} already`)
  }
  if (row.applicationStatus === 'withdrawn') {
    throw new Refusal('conflict', 'application-wrong-status', 'The file was withdrawn')
  }
  if (row.callStatus !== 'published') {
    throw new Refusal('conflict', 'call-wrong-status', 'The results of this call are out')
  }
}
