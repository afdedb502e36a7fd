import type { StoredFile } from '@progress-ess/shared/files'
import type { Trx } from '../../db/database.ts'
import type { Files } from '../../files/files.ts'
import type { Context } from '../../kit/context.ts'
import { takeIn, type Upload } from '../files/index.ts'

/**
 * How a signed copy comes back. A signature service is another adapter of this shape: `begin` would hand the document over
 * (in a job, after the commit) and its callback would call `receive` with the signed file. See ADR 0019; there is none here,
 * because each has its own contract, certificates and price.
 */
export type SignatureAdapter = {
  readonly name: string
  /** What happens when an agreement is sent, in the transaction that sends it. */
  readonly begin: (ctx: Context<Trx>, agreementId: string) => Promise<void>
  /** Takes the signed copy in; `keep` ties it to its agreement in the same transaction. */
  readonly receive: (
    ctx: Context,
    files: Files,
    copy: Upload,
    keep: (inner: Context<Trx>, fileId: string) => Promise<void>,
  ) => Promise<StoredFile>
}

/** Printed, signed, scanned, and sent by people. */
export const uploadAdapter: SignatureAdapter = {
  name: 'upload',
  begin: async () => undefined,
  receive: (ctx, files, copy, keep) => takeIn(ctx, files, copy, keep),
}
