import { computed, ref, watch, type ComputedRef, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { useFormat } from '../../lib/useFormat.ts'

/** Lower-case hexadecimal SHA-256 of a text in UTF-8. */
async function sha256(text: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** The text that is read to the person, for these recipients and purposes, and its fingerprint. */
export function useConsentText(
  facts: () => { readonly names: readonly string[]; readonly purposes: readonly string[] },
): {
  readonly text: ComputedRef<string>
  readonly hash: Readonly<Ref<string>>
} {
  const { t } = useI18n()
  const { list } = useFormat()
  const text = computed(() => {
    const { names, purposes } = facts()
    return t('referralForm.consent.text', {
      names: names.length === 0 ? t('referralForm.consent.someone') : list(names),
      purposes: list(purposes.map((one) => t(`codes.purpose.${one}`))),
    })
  })
  const hash = ref('')
  watch(
    text,
    async (now) => {
      const found = await sha256(now)
      if (text.value === now) hash.value = found
    },
    { immediate: true },
  )
  return { text, hash }
}
