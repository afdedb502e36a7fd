import { type AssignmentStatus, DATA_CATEGORIES, type DataCategory } from '@progress-ess/shared/referrals'

/** Who reads, and when: a consent that has ended by then opens nothing. */
export type Reader = { readonly partnerId: string; readonly now: Date }

export const readerOf = ({ now }: { now: Date }, { partnerId }: { partnerId: string }): Reader => ({ partnerId, now })

/** In these a recipient has nothing to do any more: it refused, let it lie, passed it on, or was let go. A reopening takes it back. */
export const PART_ENDED = [
  'declined',
  'expired',
  'transferred',
  'cancelled',
] as const satisfies readonly AssignmentStatus[]

/**
 * Which facts each category of a consent covers. Where somebody lives, or where a structure sits, goes with either. Always told:
 * reference, subject (not the sender’s own word for it), activity, states, and the words that partners write to one another.
 */
export const COVERS = {
  identity: ['firstName', 'lastName'],
  contact: ['email', 'phone', 'communeCode'],
  organisation: ['organisationName', 'siren', 'siret', 'rna', 'communeCode'],
  project: ['projectTitle', 'projectSummary', 'projectStage', 'rawSubject'],
  support_history: [],
} as const satisfies Record<DataCategory, readonly string[]>

type Covered = (typeof COVERS)[DataCategory][number]
const COVERED: ReadonlySet<string> = new Set(DATA_CATEGORIES.flatMap((category): readonly string[] => COVERS[category]))

type Shared = { readonly sharedCategories: readonly DataCategory[] }
export type Readable<T> = { [K in keyof T]: K extends Covered ? T[K] | null : T[K] }

/** The row with null in the place of every fact that the caller’s categories do not cover. */
export function readable<T extends Shared>(row: T): Readable<T> {
  const shown = new Set<string>(row.sharedCategories.flatMap((category): readonly string[] => COVERS[category]))
  const entries = Object.entries(row).map(([key, value]) => [key, COVERED.has(key) && !shown.has(key) ? null : value])
  return Object.fromEntries(entries) as Readable<T>
}

/** Nothing is shared with a recipient once the consent was withdrawn or has ended, or once its own part has. */
export const isHidden = ({ sharedCategories }: Shared): boolean => sharedCategories.length === 0

/** Whether the row says nothing of whom, and never will again: forgotten, or its consent withdrawn. */
export const isForgotten = (
  row: Shared & { readonly blankedAt: Date | null; readonly isWithdrawn: boolean },
): boolean => row.blankedAt !== null || (row.isWithdrawn && isHidden(row))

/** The sender’s files are about the project, or about what was done so far: a recipient reads them under either. */
export const coversFiles = ({ sharedCategories }: Shared): boolean =>
  sharedCategories.includes('project') || sharedCategories.includes('support_history')

/** The SIREN of a structure that came of it: who told it reads it, as long as anything is shared with him. */
export const coversCreatedSiren = ({ sharedCategories }: Shared, isOwn: boolean): boolean =>
  sharedCategories.includes('organisation') || (isOwn && sharedCategories.length > 0)

/** In the order of the contract, whatever order they were stored in. */
export const inOrder = (categories: readonly DataCategory[]): DataCategory[] =>
  DATA_CATEGORIES.filter((category) => categories.includes(category))
