import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { configureClient } from './api/client.ts'
import App from './App.vue'
import { createSentences, storedLocale } from './i18n/index.ts'
import { followArrivals } from './lib/arrival.ts'
import { loadConfig } from './lib/config.ts'
import { isMissingChunk, mayReload } from './lib/missingChunk.ts'
import { startTheme } from './lib/theme.ts'
import { CHANGE_LOCALE } from './lib/useLocale.ts'
import { createAppRouter } from './router.ts'
import { loadSentences } from './routes/sentences.ts'
import { useNotices } from './stores/notices.ts'
import { useSession } from './stores/session.ts'
import './styles/index.css'

startTheme()

const app = createApp(App)
app.use(createPinia())
const session = useSession()
const notices = useNotices()
const { i18n, load, setLocale } = createSentences()
const router = createAppRouter()
loadSentences(router, load)

const [config] = await Promise.all([loadConfig(import.meta.env.BASE_URL), setLocale(storedLocale())])
configureClient({
  apiUrl: config.apiUrl,
  csrfToken: () => session.csrfToken,
  onUnauthenticated: session.expire,
  renewCsrf: async () => {
    await session.load()
    return session.problem === null
  },
})
void session.load()
session.followOtherTabs(() => location.reload())

app.config.errorHandler = (error) => {
  notices.notify(i18n.global.t('common.unexpected'), 'stop')
  reportError(error)
}
router.onError((error, to) => {
  if (!isMissingChunk(error)) return
  if (!navigator.onLine) notices.notify(i18n.global.t('problems.network-failure'), 'stop')
  else if (mayReload()) location.assign(to.fullPath)
  else notices.notify(i18n.global.t('common.newVersion'), 'stop')
})
app.provide(CHANGE_LOCALE, setLocale)
followArrivals(router, () => notices.announce(document.title))

app.use(i18n).use(router).mount('#app')
