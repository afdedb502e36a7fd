import type { EssFamily } from '@progress-ess/shared/organisations'
import type { BankAccountAction, BankAccountStatus } from '@progress-ess/shared/payments'
import { step, type Transition } from '../../kit/machine.rules.ts'

export type BankAccountRole = 'beneficiary' | 'agent' | 'manager' | 'system'
export type BankAccountEvent = BankAccountAction | 'replace'

/** Proposed by one person, confirmed by another; what is confirmed is replaced, never changed. */
export const BANK_ACCOUNT_MACHINE = [
  { event: 'attach', from: ['proposed'], to: 'same', roles: ['beneficiary', 'agent'] },
  { event: 'confirm', from: ['proposed'], to: 'confirmed', roles: ['agent'] },
  { event: 'reject', from: ['proposed'], to: 'rejected', roles: ['agent'] },
  { event: 'withdraw', from: ['proposed'], to: 'withdrawn', roles: ['beneficiary', 'agent'] },
  { event: 'replace', from: ['confirmed'], to: 'replaced', roles: ['system'] },
] as const satisfies readonly Transition<BankAccountStatus, BankAccountEvent, BankAccountRole>[]

export type Verdict<State> = { ok: true; to: State } | { ok: false; code: string; detail: string }

type Situation = { readonly status: BankAccountStatus; readonly proposedBy: string }

/** `accountId`: who acts. The one who proposed an account never confirms it. */
export function decideBankAccount(
  { status, proposedBy }: Situation,
  event: BankAccountEvent,
  roles: readonly BankAccountRole[],
  accountId: string | null,
): Verdict<BankAccountStatus> {
  const found = step<BankAccountStatus, BankAccountEvent, BankAccountRole>(BANK_ACCOUNT_MACHINE, status, event, roles)
  if (!found.ok && found.why === 'wrong-role') {
    return { ok: false, code: 'role-not-allowed', detail: `Not yours to ${event}` }
  }
  if (!found.ok || found.to === null) {
    return { ok: false, code: 'bank-account-wrong-status', detail: `Cannot ${event} an account that is ${status}` }
  }
  if (event === 'confirm' && accountId === proposedBy) {
    return { ok: false, code: 'second-person-required', detail: 'Another person confirms it' }
  }
  return { ok: true, to: found.to }
}

const ACTIONS = ['attach', 'confirm', 'reject', 'withdraw'] as const

export const allowedBankAccountActions = (
  situation: Situation,
  roles: readonly BankAccountRole[],
  accountId: string | null,
): BankAccountAction[] => ACTIONS.filter((event) => decideBankAccount(situation, event, roles, accountId).ok)

/** Words that say what an organisation is, and that banks leave out or shorten. */
const LEGAL = new Set(
  'association asso assoc ass loi 1901 fondation fonds dotation societe ste sarl sas sasu sa scop scic scm eurl de du la le les l d des et'.split(
    ' ',
  ),
)

/** Forms of companies: beside the name of an association they are another holder. */
const COMMERCIAL = new Set('societe sarl sas sasu sa eurl snc sci scm ei eirl'.split(' '))
const COMPANIES: ReadonlySet<EssFamily> = new Set(['company', 'cooperative'])

const allWordsOf = (name: string): string[] =>
  name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')

const wordsOf = (name: string): string =>
  allWordsOf(name)
    .filter((word) => !LEGAL.has(word))
    .join(' ')

type Holder = { readonly name: string; readonly acronym: string | null; readonly family: EssFamily }

/** Whether an account is in the name of its organisation, whatever accents, capitals, articles and legal words say. */
export function isHolder(holder: string, { name, acronym, family }: Holder): boolean {
  const said = wordsOf(holder)
  if (said === '') return false
  const own = new Set(allWordsOf(name))
  if (!COMPANIES.has(family) && allWordsOf(holder).some((word) => COMMERCIAL.has(word) && !own.has(word))) return false
  return [name, acronym ?? ''].some((one) => wordsOf(one) === said)
}

/** An account whose number was typed wrong so often is proposed anew: who confirms it reads the document. */
export const MOST_WRONG_CHECKS = 5
/** So many accounts of one organisation may be proposed within a day. */
export const MOST_PROPOSALS = 10
