import { Type, type Static } from 'typebox'
import { AwardStatus, DecisionOutcome, PublishedDecision } from '../applications/schemas.ts'
import { ExactScore } from '../evaluations/schemas.ts'
import {
  Cents,
  Instant,
  Line,
  Nullable,
  Reason,
  Sha256,
  Strict,
  Text,
  Uuid,
  Version,
  Words,
} from '../kit/primitives.ts'
import { AwardRules, Beacon, Objective } from './rules-schema.ts'

export const LineOutcome = Words(['funded', 'reserve', 'refused', 'inadmissible', 'withdrawn'], 'LineOutcome')
export type LineOutcome = Static<typeof LineOutcome>

/** What bound the most that a file may get: what it asked, its tier, the cap, the share of its budget, or the rounding. */
export const CeilingLimit = Words(['request', 'cap', 'share', 'rounding', 'tier'], 'CeilingLimit')
export type CeilingLimit = Static<typeof CeilingLimit>

/** Why a line has its amount: docs/award-rules.md says what each code means and which facts it comes with. */
export const LineReasonCode = Words(
  [
    'funded',
    'funded-capped',
    'funded-partial',
    'funded-share',
    'funded-at-floor',
    'funded-by-quota',
    'locked-in',
    'locked-out',
    'displaced-by',
    'quota-full',
    'funded-in-part',
    'not-in-optimum',
    'envelope-exhausted',
    'floors-exhausted',
    'below-floor',
    'below-tiers',
    'same-organisation',
    'lost-tie',
    'below-threshold',
    'eliminated',
    'not-evaluated',
    'inadmissible',
    'withdrawn',
  ],
  'LineReasonCode',
)
export type LineReasonCode = Static<typeof LineReasonCode>

/** A reason with its numbers: cents, decimal scores, names of criteria, numbers of files. */
export const LineReason = Strict(
  {
    code: LineReasonCode,
    facts: Type.Record(Type.String(), Type.Union([Type.String(), Type.Integer(), Type.Null()])),
  },
  'LineReason',
)
export type LineReason = Static<typeof LineReason>

/** The least change that would fund the file, found by running the rules again. */
export const Counterfactual = Strict(
  {
    /** Least envelope that funds it; null when no envelope does. */
    leastEnvelopeCents: Nullable(Cents),
    /** Least envelope that funds it in full; null, too, where files share: each amount moves with the envelope. */
    leastEnvelopeInFullCents: Nullable(Cents),
    /** Least score on 100 that funds it; null when no score could. */
    leastScore: Nullable(ExactScore),
    /** Only when the search for an envelope ended before all were tried: none up to this one funds it. */
    searchedToCents: Type.Optional(Cents),
  },
  'Counterfactual',
)
export type Counterfactual = Static<typeof Counterfactual>

/** What the rules make of one file. */
export const COMPUTED = {
  /** Place in the ranking; equal ranks share it. Null out of the ranking. */
  rank: Nullable(Type.Integer()),
  score: Nullable(ExactScore),
  requestedCents: Cents,
  ceilingCents: Cents,
  limit: CeilingLimit,
  awardCents: Cents,
  outcome: LineOutcome,
  reserveRank: Nullable(Type.Integer()),
  reasons: Type.Array(LineReason),
  counterfactual: Nullable(Counterfactual),
}

export const ScenarioLine = Strict(
  {
    applicationId: Uuid,
    number: Type.String(),
    projectTitle: Type.String(),
    organisationName: Type.String(),
    communeName: Type.String(),
    /** Family of the organisation: association, foundation, cooperative, mutual, company. */
    organisationKind: Type.String(),
    /** Its answers to the question `theme` of the form; none when that has no such question. */
    themes: Type.Array(Type.String()),
    ...COMPUTED,
  },
  'ScenarioLine',
)
export type ScenarioLine = Static<typeof ScenarioLine>

export const ScenarioTotals = Strict(
  {
    envelopeCents: Cents,
    awardedCents: Cents,
    leftCents: Cents,
    fundedCount: Type.Integer(),
    rankedCount: Type.Integer(),
    requestedCents: Cents,
    /** What each lot of the rules gives, in their order; absent without lots. */
    lots: Type.Optional(
      Type.Array(
        Strict({ id: Type.String(), totalCents: Cents, awardedCents: Cents, fundedCount: Type.Integer() }, 'LotTotals'),
      ),
    ),
    /** Where each quota of the rules stands, in their order; absent without quotas. */
    quotas: Type.Optional(
      Type.Array(
        Strict(
          {
            id: Type.String(),
            /** Files, or cents. */
            reached: Type.Integer(),
            /** False when fewer files could be served than its minimum asks for. */
            isMet: Type.Boolean(),
          },
          'QuotaState',
        ),
      ),
    ),
    /** What the optimum is worth; absent under every other method. */
    optimum: Type.Optional(
      Strict(
        {
          objective: Objective,
          /** In hundredths of a point times cents, hundredths of a point, cents, or files, as the objective says. */
          value: Type.String(),
          /** False when another set of files is worth as much: the one with the better ranked files was taken. */
          isUnique: Type.Boolean(),
        },
        'OptimumTotals',
      ),
    ),
  },
  'ScenarioTotals',
)
export type ScenarioTotals = Static<typeof ScenarioTotals>

export const Scenario = Strict(
  {
    scenarioId: Uuid,
    callId: Uuid,
    label: Type.String(),
    rules: AwardRules,
    /** True when the rules are those that the publication froze. */
    isPublishedRules: Type.Boolean(),
    /** Why these rules depart from the published ones; printed in the minutes. */
    departureReason: Nullable(Type.String()),
    totals: ScenarioTotals,
    lines: Type.Array(ScenarioLine),
    engineVersion: Type.String(),
    rulesSha256: Sha256,
    snapshotSha256: Sha256,
    resultSha256: Sha256,
    createdAt: Instant,
    adoptedAt: Nullable(Instant),
    /** False when scores changed since: the panel was reopened. */
    isCurrent: Type.Boolean(),
    allowedActions: Type.Array(Words(['adopt'])),
  },
  'Scenario',
)
export type Scenario = Static<typeof Scenario>

export const ScenarioSummary = Strict(
  {
    scenarioId: Uuid,
    label: Type.String(),
    isPublishedRules: Type.Boolean(),
    totals: ScenarioTotals,
    createdAt: Instant,
    adoptedAt: Nullable(Instant),
    isCurrent: Type.Boolean(),
  },
  'ScenarioSummary',
)
export type ScenarioSummary = Static<typeof ScenarioSummary>

export const NewScenario = Strict(
  {
    label: Line(120),
    /** The published rules when absent. */
    rules: Type.Optional(AwardRules),
    departureReason: Type.Optional(Reason),
  },
  'NewScenario',
)
export type NewScenario = Static<typeof NewScenario>

/** The rules run on the current scores without keeping anything: what the studio shows while a rule moves. */
export const ScenarioPreview = Strict(
  {
    totals: ScenarioTotals,
    lines: Type.Array(ScenarioLine),
    engineVersion: Type.String(),
    rulesSha256: Sha256,
    snapshotSha256: Sha256,
    resultSha256: Sha256,
    tookMs: Type.Integer(),
  },
  'ScenarioPreview',
)
export type ScenarioPreview = Static<typeof ScenarioPreview>
export const PreviewRequest = Strict({ rules: Type.Optional(AwardRules) }, 'PreviewRequest')

/** Rules to be tried on the files of the worked example. */
export const RulesTrial = Strict({ rules: AwardRules }, 'RulesTrial')

/** What rules make of eight invented files, A to H; `totals` tells the envelope that the example has. */
export const RulesExample = Strict(
  {
    totals: ScenarioTotals,
    lines: Type.Array(Strict({ number: Type.String(), ...COMPUTED }, 'RulesExampleLine')),
  },
  'RulesExample',
)
export type RulesExample = Static<typeof RulesExample>

export const DecisionStatus = Words(['proposed', 'decided', 'published'], 'DecisionStatus')
export type DecisionStatus = Static<typeof DecisionStatus>

export const ApprovalState = Words(['not_needed', 'waiting', 'sent_back', 'complete'], 'ApprovalState')
export type ApprovalState = Static<typeof ApprovalState>

/** What a decision has of the signatures that its amount asks for. Only those of the line as it stands count. */
export const DecisionApprovals = Strict(
  {
    state: ApprovalState,
    /** What it weighs against the amounts of the steps: its award, or the most that its place on the reserve list may bring. */
    countsCents: Nullable(Cents),
    /** The steps that apply, in order. */
    steps: Type.Array(
      Strict(
        { key: Type.String(), label: Type.String(), byName: Nullable(Type.String()), at: Nullable(Instant) },
        'DecisionApproval',
      ),
    ),
    /** The key of the step whose turn it is. */
    waitsFor: Nullable(Type.String()),
    proposedByName: Nullable(Type.String()),
    sentBack: Nullable(Strict({ byName: Type.String(), at: Instant, reason: Type.String() }, 'DecisionReturn')),
  },
  'DecisionApprovals',
)
export type DecisionApprovals = Static<typeof DecisionApprovals>

export const Decision = Strict(
  {
    decisionId: Uuid,
    callId: Uuid,
    applicationId: Uuid,
    number: Type.String(),
    projectTitle: Type.String(),
    organisationName: Type.String(),
    communeName: Type.String(),
    scenarioId: Nullable(Uuid),
    outcome: DecisionOutcome,
    amountCents: Nullable(Cents),
    reserveRank: Nullable(Type.Integer()),
    /** What the applicant will read. */
    reason: Nullable(Type.String()),
    /** What the adopted scenario proposed, when the decision departs from it. */
    proposedCents: Nullable(Cents),
    departureReason: Nullable(Type.String()),
    status: DecisionStatus,
    decidedAt: Nullable(Instant),
    publishedAt: Nullable(Instant),
    awardId: Nullable(Uuid),
    approvals: DecisionApprovals,
    version: Version,
    allowedActions: Type.Array(Words(['change', 'decide', 'approve', 'send_back', 'resubmit'], 'DecisionAction')),
  },
  'Decision',
)
export type Decision = Static<typeof Decision>

export const DecisionChange = Strict(
  {
    outcome: DecisionOutcome,
    amountCents: Nullable(Cents),
    reserveRank: Type.Optional(Nullable(Type.Integer({ minimum: 1, maximum: 10_000 }))),
    reason: Type.Optional(Nullable(Text(4_000))),
    departureReason: Reason,
  },
  'DecisionChange',
)
export type DecisionChange = Static<typeof DecisionChange>

export const Award = Strict(
  {
    awardId: Uuid,
    callId: Uuid,
    applicationId: Uuid,
    number: Type.String(),
    projectTitle: Type.String(),
    organisationName: Type.String(),
    amountCents: Cents,
    status: AwardStatus,
    committedAt: Instant,
    /** Until when its beneficiary may accept; later it lapses. Null for awards that have no such end. */
    acceptBy: Nullable(Instant),
    renouncedReason: Nullable(Type.String()),
    version: Version,
    allowedActions: Type.Array(Words(['renounce', 'accept', 'reduce'], 'AwardAction')),
  },
  'Award',
)
export type Award = Static<typeof Award>

/** A lower amount of an award, with the reason that its beneficiary reads. */
export const AwardReduction = Strict({ amountCents: Cents, reason: Reason }, 'AwardReduction')
export type AwardReduction = Static<typeof AwardReduction>

/** How a call goes on once its results are published. */
export const AwardProcedure = Strict(
  {
    callId: Uuid,
    /** Days that a laureate has to accept, from the publication on; awards that are published keep theirs. */
    acceptDays: Type.Integer({ minimum: 1, maximum: 365 }),
    /** Freed money is offered to the next of the reserve list without anybody asking. */
    offersByItself: Type.Boolean(),
    version: Type.Integer({ minimum: 0 }),
    allowedActions: Type.Array(Words(['change'])),
  },
  'AwardProcedure',
)
export type AwardProcedure = Static<typeof AwardProcedure>

export const AwardProcedureChange = Strict(
  { acceptDays: AwardProcedure.properties.acceptDays, offersByItself: Type.Boolean() },
  'AwardProcedureChange',
)
export type AwardProcedureChange = Static<typeof AwardProcedureChange>

export const EnvelopeEntry = Strict(
  {
    envelopeEntryId: Uuid,
    /** `hold` and `unhold`: what is offered to the reserve list, from the offer to its end. */
    kind: Words(['allocate', 'commit', 'release', 'pay', 'refund', 'hold', 'unhold'], 'EnvelopeEntryKind'),
    /** Signed for `allocate` only. */
    amountCents: Type.Integer(),
    awardId: Nullable(Uuid),
    number: Nullable(Type.String()),
    organisationName: Nullable(Type.String()),
    actorName: Nullable(Type.String()),
    reason: Nullable(Type.String()),
    at: Instant,
  },
  'EnvelopeEntry',
)
export type EnvelopeEntry = Static<typeof EnvelopeEntry>

export const Envelope = Strict(
  {
    callId: Uuid,
    allocatedCents: Cents,
    committedCents: Cents,
    paidCents: Cents,
    /** Held for offers to the reserve list that are open. */
    heldCents: Cents,
    /** What nothing commits or holds. */
    leftCents: Cents,
    /** The cached totals equal the sums of the ledger. */
    isConsistent: Type.Boolean(),
    entries: Type.Array(EnvelopeEntry),
    allowedActions: Type.Array(Words(['allocate'])),
  },
  'Envelope',
)
export type Envelope = Static<typeof Envelope>

export const Allocation = Strict(
  { amountCents: Type.Integer({ minimum: -100_000_000_000, maximum: 100_000_000_000 }), reason: Reason },
  'Allocation',
)

/** The public value that the rules of a call mix into its draw, and whether it is there. */
export const DrawBeacon = Strict(
  {
    ...Beacon.properties,
    /** Null until it is recorded; then it stays. */
    value: Nullable(Type.String()),
    isFallback: Type.Boolean(),
    recordedAt: Nullable(Instant),
    recordedByName: Nullable(Type.String()),
    allowedActions: Type.Array(Words(['record'])),
  },
  'DrawBeacon',
)
export type DrawBeacon = Static<typeof DrawBeacon>

export const NewBeaconValue = Strict({ value: Line(500), isFallback: Type.Boolean() }, 'NewBeaconValue')
export type NewBeaconValue = Static<typeof NewBeaconValue>

export const Laureate = Strict(
  {
    number: Type.String(),
    projectTitle: Type.String(),
    summary: Nullable(Type.String()),
    organisationName: Type.String(),
    siren: Nullable(Type.String()),
    family: Type.String(),
    communeCode: Type.String(),
    communeName: Type.String(),
    requestedCents: Cents,
    amountCents: Cents,
  },
  'Laureate',
)
export type Laureate = Static<typeof Laureate>

/** What the laureates that have their seat in one commune get together. */
export const CommuneAwards = Strict(
  {
    /** INSEE code. */
    communeCode: Type.String(),
    communeName: Type.String(),
    laureateCount: Type.Integer(),
    amountCents: Cents,
  },
  'CommuneAwards',
)
export type CommuneAwards = Static<typeof CommuneAwards>

/** The public value that was mixed into the seed of a draw. */
const RevealedBeacon = Strict(
  {
    source: Type.String(),
    at: Instant,
    value: Type.String(),
    isFallback: Type.Boolean(),
  },
  'RevealedBeacon',
)

/**
 * The seed of a draw with what was published of it before: anyone checks the one against the other, and draws again. With a
 * beacon, files are drawn with `SHA-256(seed ‖ value)`, the seed as bytes, the value in UTF-8.
 */
export const RevealedDraw = Strict(
  { seedCommitment: Sha256, seedHex: Sha256, beacon: Type.Optional(RevealedBeacon) },
  'RevealedDraw',
)
export type RevealedDraw = Static<typeof RevealedDraw>

/** What everybody may read once results are published. */
export const Results = Strict(
  {
    callId: Uuid,
    callTitle: Type.String(),
    callCode: Type.String(),
    theme: Type.String(),
    publishedAt: Instant,
    envelopeCents: Cents,
    awardedCents: Cents,
    submittedCount: Type.Integer(),
    laureates: Type.Array(Laureate),
    /** The largest sum first. */
    byCommune: Type.Array(CommuneAwards),
    awardRulesSha256: Sha256,
    resultSha256: Nullable(Sha256),
    /** Null when the rules that were followed draw nothing. */
    draw: Nullable(RevealedDraw),
    /** Mention of the algorithm that assisted (CRPA L311-3-1). */
    isComputerAssisted: Type.Boolean(),
    licence: Type.String(),
    isDemo: Type.Boolean(),
  },
  'Results',
)
export type Results = Static<typeof Results>

/** One criterion of the grid with its weight, and what the file got on it: the parameters of its own score (CRPA R311-3-1-2). */
export const CriterionMean = Strict(
  {
    criterionId: Type.String(),
    label: Type.String(),
    /** The weights of a grid add to 100. */
    weight: Type.Integer(),
    /** Mean of the marks of all evaluators, two decimals; null where the criterion does not apply, or nobody marked it. */
    mean: Nullable(Type.String()),
    leastMark: Type.Integer(),
    mostMark: Type.Integer(),
  },
  'CriterionMean',
)
export type CriterionMean = Static<typeof CriterionMean>

export const ApplicantDecision = Strict(
  {
    ...PublishedDecision.properties,
    applicationId: Uuid,
    number: Type.String(),
    score: Nullable(ExactScore),
    rank: Nullable(Type.Integer()),
    rankedCount: Nullable(Type.Integer()),
    reasons: Type.Array(LineReason),
    counterfactual: Nullable(Counterfactual),
    criteria: Type.Array(CriterionMean),
    /** The steps that signed it before it was made, in order, without names of people. */
    approvedBy: Type.Array(Strict({ label: Type.String(), at: Instant }, 'ApprovedStep')),
    awardRulesSha256: Sha256,
    appealText: Type.String(),
    award: Nullable(Award),
  },
  'ApplicantDecision',
)
export type ApplicantDecision = Static<typeof ApplicantDecision>
