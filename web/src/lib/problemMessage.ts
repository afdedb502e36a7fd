import { useI18n } from 'vue-i18n'

/** What a message needs of a problem document. */
type Refusal = { readonly code: string; readonly requestId: string }

/** Codes where a reference helps nobody: nothing went wrong on the server. */
const PLAIN = new Set(['network-failure', 'aborted', 'unauthenticated'])

/**
 * Says a refusal by its code. A code without a sentence, and a failure of the server, end with the reference to report.
 */
export function useProblemMessage(): (problem: Refusal) => string {
  const i18n = useI18n()
  const { t } = i18n
  return ({ code, requestId }) => {
    const key = `problems.${code}`
    const isKnown = i18n.te(key) || i18n.te(key, 'fr')
    const message = isKnown ? t(key) : t('problems.fallback', { code })
    const deservesReference = requestId !== '' && !PLAIN.has(code) && (!isKnown || code === 'internal-error')
    return deservesReference ? t('problems.withRequestId', { message, requestId }) : message
  }
}
