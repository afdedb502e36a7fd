import type { NewKey, PartnerKey, ShownKey } from '@progress-ess/shared/partners'
import type { Trx } from '../../db/database.ts'
import { recordAudit } from '../../kit/audit.ts'
import { type Context, inTransaction } from '../../kit/context.ts'
import { newId } from '../../kit/ids.ts'
import { dayInParis } from '../../kit/paris.ts'
import { addJob } from '../../kit/queue.ts'
import { notFound, Refusal } from '../../kit/refusal.ts'
import { hashOf, newToken } from '../../kit/tokens.ts'
import { partnerForCaller } from './acting.ts'
import * as keys from './keys.queries.ts'
import { isNetwork } from './networks.ts'
import * as queries from './partners.queries.ts'
import { hasAgreementOn, judgeKey } from './partners.rules.ts'
import { lockLive } from './partners.service.ts'
import { toKey } from './partners.views.ts'
import { ensureSandbox } from './sandbox.service.ts'

export async function listKeys(ctx: Context, partnerId: string): Promise<PartnerKey[]> {
  const { partnerId: id } = await partnerForCaller(ctx, partnerId)
  return (await keys.findKeys(ctx.db, id)).map(toKey)
}

/** Makes a key of a partner, or of its sandbox. The secret is in this answer and nowhere else. */
export function createKey(ctx: Context, partnerId: string, wanted: NewKey): Promise<ShownKey> {
  return inTransaction(ctx, async (inner) => {
    const partner = await lockLive(inner, partnerId)
    refuseBadNetworks(wanted.networks)
    const known = await keys.findKeys(inner.db, partnerId)
    const verdict = judgeKey(wanted, {
      hasAgreement: hasAgreementOn(await queries.findAgreements(inner.db, [partnerId]), dayInParis(inner.now)),
      liveKeys: known.filter(
        ({ mode, revokedAt, expiresAt }) => mode === wanted.mode && revokedAt === null && expiresAt > inner.now,
      ).length,
      now: inner.now,
    })
    if (!verdict.ok) {
      throw new Refusal(verdict.code === 'key-dates' ? 'unprocessable' : 'conflict', verdict.code, verdict.detail)
    }
    const holderId = wanted.mode === 'live' ? partnerId : await ensureSandbox(inner, partner)
    if (wanted.mode === 'test') await addJob(inner.db, 'seed-sandbox', { sandboxId: holderId })
    const secret = `sk_${wanted.mode}_${newToken()}`
    const keyId = newId()
    await keys.insertKey(inner.db, {
      partnerKeyId: keyId,
      partnerId: holderId,
      name: wanted.name,
      hint: secret.slice(0, 12),
      tokenHash: hashOf(secret),
      rights: [...wanted.rights],
      networks: [...wanted.networks],
      createdAt: inner.now,
      expiresAt: new Date(wanted.expiresAt),
    })
    await recordAudit(inner, {
      operation: 'createKey',
      subjectType: 'partner',
      subjectId: partnerId,
      data: { keyId, mode: wanted.mode, rights: wanted.rights },
    })
    return { key: await readKey(inner, partnerId, keyId), secret }
  })
}

function refuseBadNetworks(networks: readonly string[]): void {
  const index = networks.findIndex((network) => !isNetwork(network))
  if (index === -1) return
  const message = `${networks[index] ?? ''} is no network`
  throw new Refusal('unprocessable', 'network-invalid', message, {
    errors: [{ pointer: `/body/networks/${index}`, keyword: 'network-invalid', message }],
  })
}

async function readKey(ctx: Context<Trx>, partnerId: string, keyId: string): Promise<PartnerKey> {
  const row = (await keys.findKeys(ctx.db, partnerId)).find(({ partnerKeyId }) => partnerKeyId === keyId)
  if (row === undefined) throw notFound('key')
  return toKey(row)
}

/** Ends a key at once, with the tokens that it was exchanged for. */
export function revokeKey(ctx: Context, partnerId: string, keyId: string): Promise<void> {
  return inTransaction(ctx, async (inner) => {
    await lockLive(inner, partnerId)
    await readKey(inner, partnerId, keyId)
    if (!(await keys.revoke(inner.db, keyId, inner.now))) throw notFound('key')
    await recordAudit(inner, { operation: 'revokeKey', subjectType: 'partner', subjectId: partnerId, data: { keyId } })
  })
}
