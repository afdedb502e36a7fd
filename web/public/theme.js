/* global document, localStorage, matchMedia */
// Runs before the first paint, so that nobody who chose dark sees a flash of light. A file, because the CSP forbids inline scripts.
;(function () {
  let chosen
  try {
    chosen = localStorage.getItem('progress-ess.theme')
  } catch {
    chosen = null
  }
  const isDark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.dataset.theme = isDark ? 'dark' : 'light'
})()
