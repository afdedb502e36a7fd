import { Type, type Static } from 'typebox'
import { FileLink, StoredFile } from '../files/schemas.ts'
import { endpoint } from '../kit/endpoint.ts'
import { Instant, Line, Nullable, Strict, Uuid } from '../kit/primitives.ts'

const tags = ['referrals'] as const
const ReferralParams = Type.Object({ referralId: Uuid })
const AttachmentParams = Type.Object({ referralId: Uuid, fileId: Uuid })
const who = ['not-a-partner', 'referral-not-found'] as const

/** A file of a referral. The source’s are for every recipient; a recipient’s for the source and itself. */
export const ReferralAttachment = Strict(
  {
    file: StoredFile,
    assignmentId: Nullable(Uuid),
    partnerId: Uuid,
    partnerName: Type.String(),
    addedAt: Instant,
    canRemove: Type.Boolean(),
  },
  'ReferralAttachment',
)
export type ReferralAttachment = Static<typeof ReferralAttachment>
export const ReferralAttachmentList = Strict({ items: Type.Array(ReferralAttachment) }, 'ReferralAttachmentList')

export const attachReferralFile = endpoint({
  operationId: 'attachReferralFile',
  summary: 'Send a file to the other side of a referral; it is scanned, and never mailed',
  description:
    'The body is the file itself, at most 10 MiB, read as it arrives. Its type is recognised by its content. It is removed six months after the referral has closed.',
  tags,
  method: 'POST',
  path: '/referrals/:referralId/attachments',
  params: ReferralParams,
  querystring: Type.Object({ name: Line(200) }),
  accepts: 'file',
  response: { 201: ReferralAttachment },
  refusals: [
    ...who,
    'referral-closed',
    'party-forgotten',
    'consent-withdrawn',
    'file-empty',
    'file-too-large',
    'file-type-refused',
    'too-many-files',
  ],
})

export const listReferralAttachments = endpoint({
  operationId: 'listReferralAttachments',
  summary: 'The files of a referral that the caller may read; none for a recipient once the consent is withdrawn',
  tags,
  method: 'GET',
  path: '/referrals/:referralId/attachments',
  params: ReferralParams,
  response: { 200: ReferralAttachmentList },
  refusals: [...who],
})

export const linkReferralAttachment = endpoint({
  operationId: 'linkReferralAttachment',
  summary: 'An address of a file that works for five minutes, without a key or a session',
  tags,
  method: 'POST',
  path: '/referrals/:referralId/attachments/:fileId/link',
  params: AttachmentParams,
  response: { 201: FileLink },
  refusals: [...who, 'file-not-found', 'file-infected', 'file-not-scanned'],
})

export const removeReferralAttachment = endpoint({
  operationId: 'removeReferralAttachment',
  summary: 'Take a file back; whoever sent it alone',
  tags,
  method: 'DELETE',
  path: '/referrals/:referralId/attachments/:fileId',
  params: AttachmentParams,
  response: { 204: Type.Null() },
  refusals: [...who, 'file-not-found', 'attachment-not-yours'],
})
