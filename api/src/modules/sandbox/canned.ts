import type { Context, PartnerActor } from '../../kit/context.ts'

/** What happens in the sandbox is done by its own partners, at its own time, and never under the caller’s key. */
export const asCanned = (
  ctx: Context,
  { partnerId, name }: { partnerId: string; name: string },
  sandboxId: string,
): Context => {
  const actor: PartnerActor = {
    kind: 'partner',
    partnerId,
    keyId: null,
    displayName: name,
    mode: 'test',
    rights: [],
    expiresAt: ctx.now,
    clockOffsetMs: 0,
    sandboxId,
  }
  return { ...ctx, actor, keyed: null }
}

export const asSystem = (ctx: Context): Context => ({ ...ctx, actor: { kind: 'system' }, keyed: null })
