import { Type, type Static } from 'typebox'
import { endpoint } from '../kit/endpoint.ts'
import { Cents, Instant, Line, Nullable, Reason, Strict, Uuid, Version, Words } from '../kit/primitives.ts'
import { Decision } from './schemas.ts'

export const ApproverRole = Words(['agent', 'manager', 'admin'], 'ApproverRole')
export type ApproverRole = Static<typeof ApproverRole>

/** One signature that decisions need. */
export const ApprovalStep = Strict(
  {
    /** Names the step; it stays when the label is worded otherwise. */
    key: Type.String({ pattern: '^[a-z0-9-]{1,40}$', minLength: 1, maxLength: 40 }),
    label: Line(120),
    /** Whoever has this role signs; null where accounts are named. */
    role: Nullable(ApproverRole),
    /** The accounts that sign, one of them; empty where a role does. */
    signerIds: Type.Array(Uuid, { maxItems: 20 }),
    /** For awards of this amount or more, and places on the reserve list that may bring it. 0: for each. */
    fromAmountCents: Cents,
    /** Whether lines without money (refused, inadmissible) are signed, too. */
    alsoRefusals: Type.Boolean(),
  },
  'ApprovalStep',
)
export type ApprovalStep = Static<typeof ApprovalStep>

export const ApprovalChainChange = Strict({ steps: Type.Array(ApprovalStep, { maxItems: 10 }) }, 'ApprovalChainChange')
export type ApprovalChainChange = Static<typeof ApprovalChainChange>

/** Who signs the decisions of a call before they are made, in what order, above which amount. Without steps a manager decides alone. */
export const ApprovalChain = Strict(
  {
    callId: Uuid,
    steps: Type.Array(ApprovalStep),
    /** Staff that steps name, or could: those who may sign. */
    people: Type.Array(
      Strict({ accountId: Uuid, displayName: Type.String(), roles: Type.Array(ApproverRole) }, 'Approver'),
    ),
    /** True once decisions are proposed: the chain then stays as it is. */
    isFrozen: Type.Boolean(),
    version: Type.Integer({ minimum: 0 }),
    allowedActions: Type.Array(Words(['edit', 'withdraw_proposal', 'replace_signers'], 'ApprovalChainAction')),
  },
  'ApprovalChain',
)
export type ApprovalChain = Static<typeof ApprovalChain>

const LINES = { minItems: 1, maxItems: 500 }
const SeenLine = { decisionId: Uuid, version: Version }

/** Lines with the version and the step that were seen: a line that changed meanwhile is not signed. */
export const NewApprovals = Strict(
  {
    items: Type.Array(Strict({ ...SeenLine, stepKey: ApprovalStep.properties.key }, 'NewApproval'), LINES),
  },
  'NewApprovals',
)
export type NewApprovals = Static<typeof NewApprovals>

export const SeenLines = Strict({ items: Type.Array(Strict(SeenLine, 'SeenLine'), LINES) }, 'SeenLines')
export type SeenLines = Static<typeof SeenLines>

export const NewReturns = Strict({ ...SeenLines.properties, reason: Reason }, 'NewReturns')
export type NewReturns = Static<typeof NewReturns>

/** One call with what waits in it for the caller. */
export const ApprovalTask = Strict(
  {
    callId: Uuid,
    callTitle: Type.String(),
    callCode: Type.String(),
    /** Lines that wait for a signature of the caller. */
    waitingCount: Type.Integer(),
    /** Lines that the caller proposed and that were sent back. */
    returnedCount: Type.Integer(),
  },
  'ApprovalTask',
)
export type ApprovalTask = Static<typeof ApprovalTask>

/** One act of the trace of a file: a signature or a return, of what was seen then. It is never changed. */
export const ApprovalTrace = Strict(
  {
    act: Words(['approve', 'send_back'], 'ApprovalAct'),
    stepLabel: Type.String(),
    byName: Type.String(),
    at: Instant,
    /** Null for a line without money. */
    amountCents: Nullable(Cents),
    reason: Nullable(Type.String()),
    /** Whether it counts for the decision as it stands. */
    isInForce: Type.Boolean(),
  },
  'ApprovalTrace',
)
export type ApprovalTrace = Static<typeof ApprovalTrace>

const tags = ['approvals'] as const
const CallParams = Type.Object({ callId: Uuid })
const Lines = { 200: Strict({ items: Type.Array(Decision) }, 'DecisionList') }
const REFUSALS = [
  'call-not-found',
  'decision-not-found',
  'decision-wrong-status',
  'application-wrong-status',
  'call-wrong-status',
  'approval-wrong-state',
] as const

export const getApprovalChain = endpoint({
  operationId: 'getApprovalChain',
  summary: 'Who signs the decisions of a call before they are made',
  tags,
  method: 'GET',
  path: '/calls/:callId/approval-chain',
  params: CallParams,
  response: { 200: ApprovalChain },
  refusals: ['call-not-found'],
})

export const changeApprovalChain = endpoint({
  operationId: 'changeApprovalChain',
  summary:
    'Change who signs the decisions of a call, while none is proposed; later an administrator replaces signers, nothing else',
  tags,
  isVersioned: true,
  method: 'PUT',
  path: '/calls/:callId/approval-chain',
  params: CallParams,
  body: ApprovalChainChange,
  response: { 200: ApprovalChain },
  refusals: [
    'call-not-found',
    'approval-chain-frozen',
    'approval-chain-invalid',
    // What is wrong with a step, at its pointer.
    'approval-step-repeated',
    'approval-step-says-who',
    'approval-signer-unknown',
    'approval-chain-unsignable',
  ],
})

export const withdrawProposal = endpoint({
  operationId: 'withdrawProposal',
  summary:
    'Take all proposed decisions of a call back, as long as none is decided; its approval chain may change again',
  tags,
  method: 'POST',
  path: '/calls/:callId/proposal-withdrawal',
  params: CallParams,
  body: Strict({ reason: Reason }, 'ProposalWithdrawal'),
  response: { 200: ApprovalChain },
  refusals: ['call-not-found', 'decision-exists', 'no-proposed-decision'],
})

export const approveDecisions = endpoint({
  operationId: 'approveDecisions',
  summary: 'Sign proposed decisions, one step each: all of them or none',
  tags,
  method: 'POST',
  path: '/calls/:callId/decision-approvals',
  params: CallParams,
  body: NewApprovals,
  response: Lines,
  refusals: [
    ...REFUSALS,
    'own-organisation',
    'panel-not-locked',
    'scenario-outdated',
    'approver-is-proposer',
    'approver-signed-already',
    'approval-not-yours',
  ],
})

export const sendBackDecisions = endpoint({
  operationId: 'sendBackDecisions',
  summary: 'Send proposed decisions back with a reason: what was signed of them no longer holds',
  tags,
  method: 'POST',
  path: '/calls/:callId/decision-returns',
  params: CallParams,
  body: NewReturns,
  response: Lines,
  refusals: [
    ...REFUSALS,
    'own-organisation',
    'panel-not-locked',
    'scenario-outdated',
    'approver-is-proposer',
    'approver-signed-already',
    'approval-not-yours',
  ],
})

export const resubmitDecisions = endpoint({
  operationId: 'resubmitDecisions',
  summary: 'Propose decisions that were sent back again, unchanged; whoever does is their proposer, too',
  tags,
  method: 'POST',
  path: '/calls/:callId/decision-resubmissions',
  params: CallParams,
  body: SeenLines,
  response: Lines,
  refusals: [...REFUSALS, 'own-organisation', 'panel-not-locked', 'scenario-outdated'],
})

export const listApprovalTasks = endpoint({
  operationId: 'listApprovalTasks',
  summary: 'The calls in which decisions wait for the caller, to be signed or after they were sent back',
  tags,
  method: 'GET',
  path: '/approval-tasks',
  response: { 200: Strict({ items: Type.Array(ApprovalTask) }, 'ApprovalTaskList') },
})

export const listApprovals = endpoint({
  operationId: 'listApprovals',
  summary: 'Every signature and return on the decision of a file, the first first, those of earlier proposals too',
  tags,
  method: 'GET',
  path: '/applications/:applicationId/decision-approvals',
  params: Type.Object({ applicationId: Uuid }),
  response: { 200: Strict({ items: Type.Array(ApprovalTrace) }, 'ApprovalTraceList') },
  refusals: ['application-not-found'],
})
