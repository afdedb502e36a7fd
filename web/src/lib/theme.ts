import { ref, type Ref } from 'vue'

export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

/** Also read by `public/theme.js` before the first paint. */
const STORAGE_KEY = 'progress-ess.theme'

const theme = ref<Theme>('system')

function apply(): void {
  const isDark =
    theme.value === 'dark' || (theme.value === 'system' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.dataset['theme'] = isDark ? 'dark' : 'light'
}

/** Reads the choice kept on this machine and follows the device while there is none. */
export function startTheme(): void {
  try {
    const stored = localStorage.getItem(STORAGE_KEY)
    theme.value = THEMES.find((one) => one === stored) ?? 'system'
  } catch {
    theme.value = 'system'
  }
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', apply)
  apply()
}

export function setTheme(next: Theme): void {
  theme.value = next
  try {
    if (next === 'system') localStorage.removeItem(STORAGE_KEY)
    else localStorage.setItem(STORAGE_KEY, next)
  } catch {
    // A browser that keeps nothing goes back to the device's choice next time.
  }
  apply()
}

export function useTheme(): { readonly theme: Readonly<Ref<Theme>>; readonly setTheme: typeof setTheme } {
  return { theme, setTheme }
}
