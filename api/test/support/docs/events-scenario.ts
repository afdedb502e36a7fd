import type { DeliveryPage, ShownWebhook } from '@progress-ess/shared/partner-events'
import type { Static } from 'typebox'
import type { TestApp } from '../app.ts'
import { givenKey } from '../given-partners.ts'
import type { Chamber } from './partners-scenario.ts'
import type { createRecorder } from './recorder.ts'

type Recorder = ReturnType<typeof createRecorder>

/** The feed and the webhooks of a chamber. Answers the secrets that were shown. */
export async function tellEvents({ call }: Recorder, cma: Chamber): Promise<string[]> {
  const { secret: as, partnerId } = cma
  await call('listEvents', { as, query: { limit: '3' } })
  const made = await call<ShownWebhook>('createWebhook', {
    as,
    params: { partnerId },
    body: { url: 'https://hooks.cma.example/orientations', kinds: [] },
  })
  const params = { webhookId: made.webhook.webhookId }
  await call('listWebhooks', { as, params: { partnerId } })
  await call('updateWebhook', {
    as,
    params,
    headers: { 'if-match': `"${made.webhook.version}"` },
    body: { kinds: ['referral.sent', 'assignment.cancel', 'consent.withdrawn'] },
  })
  await call('testWebhook', { as, params })
  const { items } = await call<Static<typeof DeliveryPage>>('listDeliveries', { as, params, query: { limit: '1' } })
  const rotated = await call<ShownWebhook>('rotateWebhookSecret', { as, params })
  await call('redeliver', { as, params, body: { deliveryId: items[0]?.deliveryId ?? '' } })
  await call('deleteWebhook', { as, params })
  return [made.secret, rotated.secret]
}

/** The sandbox of a chamber. Answers its key. */
export async function tellSandbox(world: TestApp, { call }: Recorder, cma: Chamber): Promise<string> {
  const { secret: as } = await givenKey(world, cma.partnerId, { mode: 'test' })
  await call('getSandbox', { as })
  await call('createIncomingReferral', { as, body: { scenario: 'holder' } })
  await call('advanceSandboxClock', { as, body: { days: 3 } })
  await call('resetSandbox', { as })
  return as
}
