import type { RouteLocationNormalized, RouteRecordRaw } from 'vue-router'
import { takeLink } from '../lib/linkToken.ts'
import type {} from './meta.ts'

const sentences = ['partners', 'codes', 'editor'] as const
const meta = {
  title: 'partners.title',
  access: ['manager', 'admin'],
  layout: 'work',
  width: 'wide',
  sentences,
} as const
const own = { title: 'partners.own.title', access: ['partner'], layout: 'work', width: 'wide', sentences } as const

const record = () => import('../pages/partners/RecordTab.vue')
const services = () => import('../pages/partners/ServicesTab.vue')
const keys = () => import('../pages/partners/KeysTab.vue')
const webhooks = () => import('../pages/partners/WebhooksTab.vue')
const webhook = () => import('../pages/partners/WebhookTab.vue')
const codes = () => import('../pages/partners/CodesTab.vue')
const sandbox = () => import('../pages/partners/SandboxTab.vue')
const calls = () => import('../pages/partners/CallsTab.vue')

/** The token is taken out of the address before anything else happens. */
const takeToken = (to: RouteLocationNormalized) =>
  takeLink(to.hash) ? { path: to.path, query: to.query, replace: true } : true

export const partnerRoutes: readonly RouteRecordRaw[] = [
  { path: '/partenaires', name: 'partners', component: () => import('../pages/partners/PartnersPage.vue'), meta },
  {
    path: '/partenaires/nouveau',
    name: 'partner-new',
    component: () => import('../pages/partners/NewPartnerPage.vue'),
    meta: { ...meta, title: 'partners.create.title', section: 'partners' },
  },
  {
    path: '/partenaires/:partnerId',
    component: () => import('../pages/partners/PartnerPage.vue'),
    props: true,
    meta: { ...meta, section: 'partners' },
    children: [
      { path: '', name: 'partner', component: record },
      { path: 'services', name: 'partner-services', component: services },
      { path: 'cles', name: 'partner-keys', component: keys },
      { path: 'notifications', name: 'partner-webhooks', component: webhooks },
      { path: 'notifications/:webhookId', name: 'partner-webhook', component: webhook, props: true },
      { path: 'vocabulaire', name: 'partner-codes', component: codes },
      { path: 'journal', name: 'partner-calls', component: calls },
      { path: 'bac-a-sable', name: 'partner-sandbox', component: sandbox },
    ],
  },
  {
    path: '/ma-connexion',
    component: () => import('../pages/partners/OwnConnectionPage.vue'),
    meta: { ...own, section: 'own-connection' },
    children: [
      { path: '', name: 'own-connection', component: services },
      { path: 'cles', name: 'own-connection-keys', component: keys },
      { path: 'notifications', name: 'own-connection-webhooks', component: webhooks },
      { path: 'notifications/:webhookId', name: 'own-connection-webhook', component: webhook, props: true },
      { path: 'vocabulaire', name: 'own-connection-codes', component: codes },
      { path: 'journal', name: 'own-connection-calls', component: calls },
      { path: 'bac-a-sable', name: 'own-connection-sandbox', component: sandbox },
    ],
  },
  {
    path: '/orientations-partenaire',
    component: () => import('../pages/partners/LinkPage.vue'),
    beforeEnter: takeToken,
    meta: {
      title: 'partners.link.title',
      access: 'public',
      layout: 'work',
      width: 'wide',
      sentences: ['partners', 'referrals', 'codes', 'desk', 'answers', 'reasons'],
    },
    children: [
      { path: '', name: 'partner-link', component: () => import('../pages/partners/LinkInboxPage.vue') },
      {
        path: ':referralId',
        name: 'partner-link-sheet',
        component: () => import('../pages/partners/LinkSheetPage.vue'),
        props: true,
        meta: { title: 'referrals.sheetTitle', access: 'public', layout: 'work', width: 'full' },
      },
    ],
  },
]
