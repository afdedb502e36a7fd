import { type AccessToken, RIGHTS } from '@progress-ess/shared/partners'
import type { Db, Trx } from '../../db/database.ts'
import { recordAudit } from '../../kit/audit.ts'
import { type Context, inTransaction, type PartnerActor } from '../../kit/context.ts'
import { queueMail } from '../../kit/mail.ts'
import { dayInParis } from '../../kit/paris.ts'
import { Refusal } from '../../kit/refusal.ts'
import { hashOf, newToken } from '../../kit/tokens.ts'
import { partnerInactive } from './acting.ts'
import * as keys from './keys.queries.ts'
import { isWithin } from './networks.ts'
import { keyEndsMail, partnerLinkMail } from './partners.mails.ts'
import * as queries from './partners.queries.ts'
import { DAY_MS, hasAgreementOn, WARNING_DAYS } from './partners.rules.ts'
import { lockLive } from './partners.service.ts'

/** An access token lives for 15 minutes, a link for 8 days. */
const ACCESS_SECONDS = 900
const LINK_MS = 8 * 86_400_000
const TOUCH_EVERY_MS = 60_000

/** What a link without a system may do: everything but to manage webhooks. */
const LINK_RIGHTS = RIGHTS.filter((right) => right !== 'webhooks:manage')

const expired = (): Refusal => new Refusal('unauthenticated', 'key-expired', 'This key or link has ended')

type Holder = NonNullable<Awaited<ReturnType<typeof keys.findByKey>>>

/**
 * The partner behind a key (`sk_`), an access token (`at_`) or a link (`pl_`); null when there is none. Refuses one that
 * has ended (`key-expired`), comes from elsewhere (`network-not-allowed`) or whose partner has no agreement (`partner-inactive`).
 */
export async function authenticatePartner(
  db: Db,
  token: string,
  { ip, now }: { ip: string; now: Date },
): Promise<PartnerActor | null> {
  const found = await find(db, hashOf(token), token.startsWith('sk_'))
  if (found?.revokedAt !== null) return null
  if (found.expiresAt <= now) throw expired()
  if (!isWithin(ip, found.networks)) {
    throw new Refusal('forbidden', 'network-not-allowed', 'This key is not used from this network')
  }
  const agreements = await queries.findAgreements(db, [found.livePartnerId])
  if (!found.isActive || !hasAgreementOn(agreements, dayInParis(now))) {
    throw partnerInactive()
  }
  const { partnerKeyId: keyId } = found
  const isStale = found.lastUsedAt === null || now.getTime() - found.lastUsedAt.getTime() > TOUCH_EVERY_MS
  if (keyId !== null && isStale) await keys.touchKey(db, keyId, now)
  return {
    kind: 'partner',
    partnerId: found.partnerId,
    keyId,
    displayName: found.name,
    mode: found.mode,
    rights: found.rights,
    expiresAt: found.expiresAt,
    clockOffsetMs: found.clockOffsetMs,
  }
}

type Found = Omit<Holder, 'partnerKeyId'> & { partnerKeyId: string | null }

async function find(db: Db, tokenHash: string, isKey: boolean): Promise<Found | undefined> {
  if (isKey) return keys.findByKey(db, tokenHash)
  const token = await keys.findByToken(db, tokenHash)
  if (token === undefined) return undefined
  const ends =
    token.keyExpiresAt !== null && token.keyExpiresAt < token.expiresAt ? token.keyExpiresAt : token.expiresAt
  return {
    ...token,
    rights: token.tokenRights ?? token.rights ?? LINK_RIGHTS,
    networks: token.networks ?? [],
    expiresAt: ends,
  }
}

/** OAuth 2.0 client credentials (RFC 6749 §4.4): a key for a token of 15 minutes of real time, with its rights, or those asked for. */
export async function issueAccessToken(
  { db, receivedAt: now }: Context,
  { clientId, clientSecret, scope }: { clientId: string; clientSecret: string; scope?: string },
  ip: string,
): Promise<AccessToken> {
  const isKey = /^sk_(live|test)_/.test(clientSecret)
  const actor = isKey ? await authenticatePartner(db, clientSecret, { ip, now }) : null
  if (actor?.keyId !== clientId) {
    throw new Refusal('unauthenticated', 'unauthenticated', 'Unknown client, or wrong secret')
  }
  const wanted = scope?.split(' ') ?? null
  if (wanted?.some((right) => !actor.rights.includes(right)) === true) {
    throw new Refusal('invalid', 'scope-too-wide', 'The key does not have all of these rights')
  }
  const rights = wanted === null ? actor.rights : [...new Set(wanted)]
  const token = `at_${actor.mode}_${newToken()}`
  await keys.insertToken(db, {
    tokenHash: hashOf(token),
    kind: 'access',
    partnerId: actor.partnerId,
    partnerKeyId: actor.keyId,
    rights: wanted === null ? null : [...rights],
    createdAt: now,
    expiresAt: new Date(now.getTime() + ACCESS_SECONDS * 1000),
  })
  return { access_token: token, token_type: 'Bearer', expires_in: ACCESS_SECONDS, scope: rights.join(' ') }
}

/** A fresh address for a partner without a system, good for 8 days. It stands in the mail of this transaction, and nowhere else. */
export async function makeLink(ctx: Context<Trx>, partnerId: string): Promise<string> {
  const token = `pl_live_${newToken()}`
  const expiresAt = new Date(ctx.now.getTime() + LINK_MS)
  await keys.insertToken(ctx.db, { tokenHash: hashOf(token), kind: 'link', partnerId, createdAt: ctx.now, expiresAt })
  // After the #: a link’s secret is never sent to a server by itself, and stands in no log.
  return `${ctx.settings.publicUrl}/orientations-partenaire#${token}`
}

/** Mails a fresh link to the contact of a partner, if there is one of this address; says nothing of it. */
export function requestPartnerLink(ctx: Context, email: string): Promise<void> {
  return inTransaction(ctx, async (inner) => {
    const partner = await queries.findByContact(inner.db, email.toLowerCase())
    if (partner === undefined) return
    const agreements = await queries.findAgreements(inner.db, [partner.partnerId])
    if (!hasAgreementOn(agreements, dayInParis(inner.now))) return
    const link = await makeLink(inner, partner.partnerId)
    await recordAudit(inner, {
      operation: 'requestPartnerLink',
      subjectType: 'partner',
      subjectId: partner.partnerId,
    })
    await queueMail(inner, {
      ...partnerLinkMail(link, new Date(inner.now.getTime() + LINK_MS)),
      template: 'partner-link',
      recipient: partner.contactEmail,
      locale: 'fr',
    })
  })
}

export function revokePartnerLinks(ctx: Context, partnerId: string): Promise<void> {
  return inTransaction(ctx, async (inner) => {
    await lockLive(inner, partnerId)
    await keys.revokeLinks(inner.db, partnerId, inner.now)
    await recordAudit(inner, { operation: 'revokePartnerLinks', subjectType: 'partner', subjectId: partnerId })
  })
}

/** Warns of each key a month before it ends, and a week; one that is made for less is warned of once. */
export async function warnOfKeys(ctx: Context): Promise<void> {
  for (const days of WARNING_DAYS) {
    await inTransaction(ctx, async (inner) => {
      const before = new Date(inner.now.getTime() + days * DAY_MS)
      for (const key of await keys.findEndingKeys(inner.db, inner.now, before, days)) {
        await queueMail(inner, {
          ...keyEndsMail(key),
          template: 'partner-key-ends',
          recipient: key.contactEmail,
          locale: 'fr',
          dedupeKey: `key-ends:${key.partnerKeyId}:${days}`,
        })
        await keys.markWarned(inner.db, key.partnerKeyId, days)
      }
    })
  }
}
