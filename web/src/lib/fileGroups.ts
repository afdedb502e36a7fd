import type { AwardRules, Lot, Quota } from '@progress-ess/shared/awards'
import type { CallForm } from '@progress-ess/shared/calls'
import { useI18n } from 'vue-i18n'
import { useFormat } from './useFormat.ts'

export type { AwardRules, Lot, Quota, Selector } from '@progress-ess/shared/awards'

export const ORGANISATION_KINDS = ['association', 'foundation', 'cooperative', 'mutual', 'company'] as const

/** The answers to the question of a form that tells the theme of a file; none when it has no such question. */
export const themesOf = (form: CallForm | undefined): readonly { value: string; label: string }[] =>
  form?.sections.flatMap(({ questions }) => questions).find(({ id }) => id === 'theme')?.options ?? []

/** An id that none of these has. */
export function freeId(prefix: string, taken: readonly string[]): string {
  let number = taken.length + 1
  while (taken.includes(`${prefix}${number}`)) number += 1
  return `${prefix}${number}`
}

/** A copy without some of its properties. */
export function without<T extends object, K extends keyof T & string>(one: T, ...names: readonly K[]): Omit<T, K> {
  const copy = { ...one }
  for (const name of names) Reflect.deleteProperty(copy, name)
  return copy
}

/** Rules with these lots; none is their absence, so that the fingerprint is that of rules without any. */
export function withLots(rules: AwardRules, lots: readonly Lot[]): AwardRules {
  const envelope = without(rules.envelope, 'lots')
  return { ...rules, envelope: lots.length === 0 ? envelope : { ...envelope, lots: [...lots] } }
}

export const withQuotas = (rules: AwardRules, quotas: readonly Quota[]): AwardRules =>
  quotas.length === 0 ? without(rules, 'quotas') : { ...rules, quotas: [...quotas] }

export const withLocks = (rules: AwardRules, locks: NonNullable<AwardRules['locks']>): AwardRules =>
  locks.length === 0 ? without(rules, 'locks') : { ...rules, locks }

/** Says lots and quotas in words. */
export function useGroupWords() {
  const { t } = useI18n()
  const { euros, number, list } = useFormat()

  const measured = ({ measure }: Quota, value: number): string =>
    measure === 'amount' ? euros(value) : t('public.ruleFiles', { count: number(value) }, value)

  const lotText = ({ label, totalCents }: Lot): string => t('public.ruleLot', { label, total: euros(totalCents) })
  function quotaText(quota: Quota): string {
    const { label, min, max } = quota
    const bounds = [
      ...(min === undefined ? [] : [t('public.ruleLeast', { value: measured(quota, min) })]),
      ...(max === undefined ? [] : [t('public.ruleMost', { value: measured(quota, max) })]),
    ]
    return t('public.ruleQuota', { label, bounds: list(bounds) })
  }
  return { lotText, quotaText, measured }
}
