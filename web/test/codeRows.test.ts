import { expect, it } from '@jest/globals'
import type { UnmappedCode } from '@progress-ess/shared/partners'
import { rowOf, unknownOf } from '../src/features/partners/codeRows.ts'

const word = (kind: UnmappedCode['kind'], theirs: string): UnmappedCode => ({
  kind,
  theirs,
  count: 1,
  lastSeenAt: '2023-01-10T09:00:00.000Z',
})

it('offers the words of a kind that no row is about', () => {
  const unmapped = [word('outcome', 'RDV1'), word('outcome', 'RDV2'), word('subject', 'RDV1')]
  const rows = [rowOf({ kind: 'outcome', theirs: ' RDV1 ' }), rowOf({ kind: 'decline_reason', theirs: 'RDV2' })]
  expect(unknownOf(unmapped, rows, 'outcome').map(({ theirs }) => theirs)).toEqual(['RDV2'])
  expect(unknownOf(unmapped, rows, 'subject').map(({ theirs }) => theirs)).toEqual(['RDV1'])
  expect(unknownOf(unmapped, rows, 'decline_reason')).toEqual([])
})
