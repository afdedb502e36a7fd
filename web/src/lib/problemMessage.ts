import { useI18n } from 'vue-i18n'
import { useFormat } from './useFormat.ts'

/** What a message needs of a problem document. */
type Refusal = {
  readonly code: string
  readonly requestId: string
  readonly context?: Readonly<Record<string, unknown>> | undefined
}

/** Codes where a reference helps nobody: nothing went wrong on the server. */
const PLAIN = new Set(['network-failure', 'aborted', 'unauthenticated'])

/**
 * Says a refusal by its code, with the euros left where the server tells them. A code without a sentence, and a failure of the server, end with the reference to report.
 */
export function useProblemMessage(): (problem: Refusal) => string {
  const i18n = useI18n()
  const { t } = i18n
  const { euros } = useFormat()
  return ({ code, requestId, context }) => {
    const key = `problems.${code}`
    const isKnown = i18n.te(key) || i18n.te(key, 'fr')
    const said = isKnown ? t(key) : t('problems.fallback', { code })
    const left = context?.['leftCents']
    const message = typeof left === 'number' ? t('problems.left', { message: said, left: euros(left) }) : said
    const deservesReference = requestId !== '' && !PLAIN.has(code) && (!isKnown || code === 'internal-error')
    return deservesReference ? t('problems.withRequestId', { message, requestId }) : message
  }
}
