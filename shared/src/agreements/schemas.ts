import { Type, type Static } from 'typebox'
import { AwardStatus } from '../applications/schemas.ts'
import { Cents, Day, Instant, Nullable, Sha256, Strict, Text, Uuid, Version, Words } from '../kit/primitives.ts'

export const AgreementStatus = Words(['drafted', 'sent', 'signed', 'closed', 'terminated'], 'AgreementStatus')
export type AgreementStatus = Static<typeof AgreementStatus>

export const AgreementAction = Words(['edit', 'send', 'reopen', 'return_copy', 'sign', 'terminate'], 'AgreementAction')
export type AgreementAction = Static<typeof AgreementAction>

/** A part of the text: a heading, a paragraph, or an item of a list. */
export const TextBlock = Strict(
  { kind: Words(['title', 'heading', 'paragraph', 'item'], 'TextBlockKind'), text: Type.String() },
  'TextBlock',
)
export type TextBlock = Static<typeof TextBlock>

/** Lines: `# ` a title, `## ` a heading, `- ` an item; anything else is a paragraph. `{{name}}` stands for a fact. */
export const AgreementBody = Text(40_000, 20)

export const GrantAgreement = Strict(
  {
    agreementId: Uuid,
    awardId: Uuid,
    applicationId: Uuid,
    callId: Uuid,
    number: Type.String(),
    projectTitle: Type.String(),
    organisationId: Uuid,
    organisationName: Type.String(),
    amountCents: Cents,
    status: AgreementStatus,
    /** Which text of the call it was drafted from. */
    textNumber: Type.Integer(),
    /** With its placeholders; for the service alone. */
    body: Nullable(Type.String()),
    conditions: Type.String(),
    /** How often it was drafted: one more each time that it was taken back. */
    revision: Type.Integer(),
    /** As it reads: what was sent, word for word, or what would be sent now. */
    blocks: Type.Array(TextBlock),
    /** Of what was sent. */
    sentSha256: Nullable(Sha256),
    sentAt: Nullable(Instant),
    hasSignedCopy: Type.Boolean(),
    returnedAt: Nullable(Instant),
    signedOn: Nullable(Day),
    reopenedReason: Nullable(Type.String()),
    terminatedReason: Nullable(Type.String()),
    version: Version,
    allowedActions: Type.Array(AgreementAction),
  },
  'GrantAgreement',
)
export type GrantAgreement = Static<typeof GrantAgreement>

/** Whether an award needs an agreement, and the one that there is. */
export const AwardAgreement = Strict(
  {
    awardId: Uuid,
    awardStatus: AwardStatus,
    isNeeded: Type.Boolean(),
    /** All grants of the year of the award to its organisation, in this product and known otherwise. */
    yearCents: Cents,
    thresholdCents: Cents,
    agreement: Nullable(GrantAgreement),
    /** Those that were terminated before. */
    terminatedCount: Type.Integer(),
    allowedActions: Type.Array(Words(['draft'])),
  },
  'AwardAgreement',
)
export type AwardAgreement = Static<typeof AwardAgreement>

export const AgreementChange = Strict({ body: AgreementBody, conditions: Text(8_000) }, 'AgreementChange')
export type AgreementChange = Static<typeof AgreementChange>

export const AgreementSignature = Strict({ signedOn: Day }, 'AgreementSignature')

/** The text that agreements of a call start from. Number 0 is the one that the product starts with. */
export const AgreementTemplate = Strict(
  {
    callId: Uuid,
    number: Type.Integer(),
    body: Type.String(),
    madeAt: Nullable(Instant),
    /** What may stand between braces. */
    placeholders: Type.Array(Type.String()),
    allowedActions: Type.Array(Words(['edit'])),
  },
  'AgreementTemplate',
)
export type AgreementTemplate = Static<typeof AgreementTemplate>

export const NewAgreementTemplate = Strict(
  { number: Type.Integer({ minimum: 0, maximum: 100_000 }), body: AgreementBody },
  'NewAgreementTemplate',
)
