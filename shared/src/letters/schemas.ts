import { Type, type Static } from 'typebox'
import { Instant, Line, Nullable, Sha256, Strict, Text, Uuid, Version, Words } from '../kit/primitives.ts'

export const LetterKind = Words(['award', 'refusal', 'reserve', 'inadmissible', 'deed'], 'LetterKind')
export type LetterKind = Static<typeof LetterKind>

export const LetterStatus = Words(['draft', 'approved', 'sent'], 'LetterStatus')
export type LetterStatus = Static<typeof LetterStatus>

/** Lines of text. `## ` begins a heading, `- ` an item of a list, an empty line ends a paragraph. No HTML. */
const Body = Text(20_000, 1)
const Title = Line(200)

/** What the letters of a call say besides the files. What is empty is not written yet, and a letter that names it is refused. */
export const LetterFacts = Strict(
  {
    /** E.g. « n° 23.45 du 3 avril 2023 ». */
    deliberation: Text(300),
    /** First name, name and office of who signs, and the delegation (CRPA L212-1). */
    signataire: Text(500),
    /** The article of the call’s regulation that refusals rest on. */
    article: Text(300),
    /** How the money is paid. */
    versement: Text(1_000),
    /** By when the project must be carried out. */
    finProjet: Text(200),
    /** The line of the budget, for deeds. */
    imputation: Text(300),
  },
  'LetterFacts',
)
export type LetterFacts = Static<typeof LetterFacts>

export const LetterTemplate = Strict(
  {
    kind: LetterKind,
    /** 0 for the product’s own words. */
    version: Type.Integer({ minimum: 0 }),
    title: Type.String(),
    body: Type.String(),
    /** The names that may stand between double braces. */
    placeholders: Type.Array(Type.String()),
    allowedActions: Type.Array(Words(['change'])),
  },
  'LetterTemplate',
)
export type LetterTemplate = Static<typeof LetterTemplate>

export const LetterText = Strict({ title: Title, body: Body }, 'LetterText')
export type LetterText = Static<typeof LetterText>

/** A template tried on one file; the first of the call that it suits when none is named. */
export const LetterTrial = Strict(
  { kind: LetterKind, title: Title, body: Body, applicationId: Type.Optional(Uuid) },
  'LetterTrial',
)

export const LetterPreview = Strict(
  {
    applicationId: Uuid,
    number: Type.String(),
    organisationName: Type.String(),
    title: Type.String(),
    body: Type.String(),
  },
  'LetterPreview',
)
export type LetterPreview = Static<typeof LetterPreview>

export const Letter = Strict(
  {
    letterId: Uuid,
    callId: Uuid,
    applicationId: Uuid,
    number: Type.String(),
    projectTitle: Type.String(),
    organisationName: Type.String(),
    kind: LetterKind,
    status: LetterStatus,
    title: Type.String(),
    body: Type.String(),
    /** Written over by hand since it was made from its template. */
    isEdited: Type.Boolean(),
    templateVersion: Type.Integer(),
    /** Its template, or what it tells of, has changed since. */
    isOutdated: Type.Boolean(),
    sentAt: Nullable(Instant),
    /** When its organisation first opened it. */
    openedAt: Nullable(Instant),
    /** When it counts as notified: its first opening, or its sending once fifteen days have passed without one (CRPA R112-20). */
    notifiedAt: Nullable(Instant),
    version: Version,
    allowedActions: Type.Array(Words(['edit', 'approve', 'send'], 'LetterAction')),
  },
  'Letter',
)
export type Letter = Static<typeof Letter>

export const LetterOutbox = Strict(
  {
    callId: Uuid,
    facts: LetterFacts,
    /** 0 before anything is written. */
    factsVersion: Type.Integer({ minimum: 0 }),
    letters: Type.Array(Letter),
    /** Decisions that have no letter yet. */
    missingCount: Type.Integer(),
    areResultsPublished: Type.Boolean(),
    /** The instant at which the results are published by themselves; the approved letters leave with them. */
    publishAt: Nullable(Instant),
    /** Why that did not take place, or its letters did not leave, while it waits for somebody: the code of a refusal. */
    publishFailure: Nullable(Strict({ code: Type.String(), at: Instant }, 'PublicationFailure')),
    allowedActions: Type.Array(Words(['generate', 'approve', 'send', 'change_facts', 'schedule'], 'OutboxAction')),
  },
  'LetterOutbox',
)
export type LetterOutbox = Static<typeof LetterOutbox>

export const LetterGeneration = Strict(
  {
    /** Also those that were edited by hand, which otherwise stay as they are. */
    replacesEdited: Type.Optional(Type.Boolean()),
  },
  'LetterGeneration',
)

export const PublicationDate = Strict(
  {
    /** Null: no more by itself. */
    publishAt: Nullable(Instant),
  },
  'PublicationDate',
)

/** A letter as its organisation finds it. */
export const ReceivedLetter = Strict(
  {
    letterId: Uuid,
    kind: LetterKind,
    title: Type.String(),
    sentAt: Instant,
    openedAt: Nullable(Instant),
    notifiedAt: Nullable(Instant),
    sha256: Sha256,
  },
  'ReceivedLetter',
)
export type ReceivedLetter = Static<typeof ReceivedLetter>
