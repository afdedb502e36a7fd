import { withCheckDigit } from '@progress-ess/shared/organisations'
import type { NewReferral, Referral } from '@progress-ess/shared/referrals'
import type { AccountActor, Context } from '../../kit/context.ts'
import { consentText } from '../../modules/referrals/consent-text.ts'
import * as consent from '../../modules/referrals/consent.service.ts'
import { recordContactAttempt } from '../../modules/referrals/contacts.service.ts'
import * as events from '../../modules/referrals/events.service.ts'
import { postReferralMessage } from '../../modules/referrals/messages.service.ts'
import { getOrientation, requestOrientation } from '../../modules/referrals/orientation.service.ts'
import { getParty } from '../../modules/referrals/parties.service.ts'
import { linkParty } from '../../modules/referrals/party-links.service.ts'
import * as referrals from '../../modules/referrals/creation.service.ts'
import { getReferral } from '../../modules/referrals/referrals.service.ts'
import { runReferralTimers } from '../../modules/referrals/timers.service.ts'
import { type Cast, type Deposit, person } from './editions.ts'
import { castPartners, type DemoPartners, type PartnerKey } from './partners.ts'
import { type Act, STORIES, type Story } from './referral-stories.ts'
import type { Stage } from './stage.ts'

const DAY = 24 * 3_600_000

/**
 * Orientations in every state and both directions, with three invented services. Afterwards one person is there twice and
 * merged, another is a possible duplicate, and a refused file of edition 1 led to a referral that its applicant asked for.
 */
export async function playReferrals(stage: Stage, cast: Cast, deposits: readonly Deposit[], now: Date): Promise<void> {
  const partners = await castPartners(stage, cast.staff, new Date(now.getTime() - 200 * DAY))
  const scene = new Scene(stage, cast, partners, now)
  const made = new Map<Story, Referral>()
  for (const [index, story] of STORIES.entries()) made.set(story, await scene.play(story, index))
  const named = (title: string) => [...made].find(([{ project }]) => project[0] === title)?.[1]
  await scene.refused(deposits)
  await scene.twice(named('Halle aux invendus'))
}

class Scene {
  readonly #stage: Stage
  readonly #cast: Cast
  readonly #partners: DemoPartners
  readonly #now: Date

  constructor(stage: Stage, cast: Cast, partners: DemoPartners, now: Date) {
    this.#stage = stage
    this.#cast = cast
    this.#partners = partners
    this.#now = now
  }

  /** Who acts for a service: the agent, an adviser; the light one answers through the link that it got by mail. */
  #as(key: 'home' | PartnerKey, ago: number): Context {
    this.#stage.at(new Date(this.#now.getTime() - ago * DAY))
    return this.#stage.as(key === 'home' ? person(this.#cast.staff, 'agent') : this.#adviser(key))
  }

  #adviser(key: PartnerKey): AccountActor {
    const adviser = this.#partners.of.get(key)?.adviser
    if (adviser == null) throw new Error(`${key} has no adviser`)
    return adviser
  }

  #idOf(key: 'home' | PartnerKey): string {
    const id = key === 'home' ? this.#partners.home : this.#partners.of.get(key)?.partnerId
    if (id === undefined) throw new Error(`Nobody plays ${key}`)
    return id
  }

  async play(story: Story, index: number): Promise<Referral> {
    const { from, to, ago, acts } = story
    const ctx = this.#as(from, ago)
    const referral = await referrals.createReferral(ctx, this.#wanted(story, index, ctx.now))
    const recipient = to[0] ?? 'home'
    for (const act of acts) await this.#act(referral, act, act.by === 'source' ? from : recipient)
    return referral
  }

  #wanted({ who, structure, project, ...story }: Story, index: number, now: Date): NewReferral {
    const [firstName, lastName, communeCode] = who
    const recipients = story.to.map((key) => ({ partnerId: this.#idOf(key) }))
    const covered = [
      ...recipients.map(({ partnerId }) => partnerId),
      ...(story.covers ?? []).map((key) => this.#idOf(key)),
    ]
    const plain = (text: string): string =>
      text
        .normalize('NFD')
        .replace(/[^a-zA-Z]/g, '')
        .toLowerCase()
    return {
      party: {
        kind: structure === undefined ? 'holder' : 'organisation',
        firstName,
        lastName,
        email: `${plain(firstName)}.${plain(lastName)}@personnes.demo.example`,
        phone: `06 39 98 ${String(10 + (index % 80))} ${String(10 + ((index * 7) % 80))}`,
        communeCode,
        organisationName: structure?.[0] ?? null,
        identifier: structure === undefined ? null : withCheckDigit(structure[1].slice(0, 8)),
      },
      project: { title: project[0], summary: project[1], stage: structure === undefined ? 'preparing' : 'created' },
      subject: story.subject,
      activity: story.activity,
      recipients,
      basis: 'consent',
      consent: {
        purposes: ['referral', 'follow_up'],
        recipientIds: covered,
        dataCategories: [
          'identity',
          'contact',
          ...(structure === undefined ? [] : (['organisation'] as const)),
          'project',
        ],
        textSha256: consentText().sha256,
        channel: 'in_person',
        collectedBy: 'Accueil du service',
        collectedAt: new Date(now.getTime() - DAY / 2).toISOString(),
      },
      message: story.message ?? null,
      ...(story.isDraft === true ? { isDraft: true } : {}),
    }
  }

  async #act(referral: Referral, act: Act, key: 'home' | PartnerKey): Promise<void> {
    const { referralId, assignments } = referral
    const assignmentId = assignments[0]?.assignmentId ?? ''
    const ctx = this.#as(key, act.ago)
    if ('says' in act) await postReferralMessage(ctx, referralId, { body: act.says, visibility: 'partners' })
    else if ('contact' in act) {
      await recordContactAttempt(ctx, assignmentId, { channel: 'phone', hasReached: act.contact })
    } else if ('event' in act) {
      const until = { until: new Date(this.#now.getTime() + 25 * DAY).toISOString() }
      await events.recordAssignmentEvent(ctx, assignmentId, {
        ...act.event,
        ...(act.event.event === 'hold' ? until : {}),
        ...(act.to === undefined ? {} : { recipientId: this.#idOf(act.to) }),
      })
    } else if (act.does === 'read') await getReferral(ctx, referralId)
    else if (act.does === 'withdraw') await consent.withdrawConsent(ctx, referral.consent?.consentId ?? '')
    else await runReferralTimers(this.#stage.as({ kind: 'system' }))
  }

  /** The applicant of the inadmissible file of edition 1 asks to be referred; the agent sends it, the chamber accepts. */
  async refused(deposits: readonly Deposit[]): Promise<void> {
    const found = deposits.find(({ project }) => project.fate === 'inadmissible')
    if (found === undefined) return
    const { applicationId } = found.filed
    this.#stage.at(new Date(this.#now.getTime() - 21 * DAY))
    const owner = this.#stage.as(found.member.owner)
    const { proposedSubject, consentText: text } = await getOrientation(owner, applicationId)
    const { requests } = await requestOrientation(owner, applicationId, {
      recipientIds: [this.#idOf('cci')],
      subject: proposedSubject,
      consentTextSha256: text.sha256,
      message: 'Nous cherchons comment continuer sans la subvention.',
    })
    const referralId = requests[0]?.referralId ?? ''
    const sent = await referrals.sendReferral(this.#as('home', 20), referralId)
    await getReferral(this.#as('cci', 19), referralId)
    await events.recordAssignmentEvent(this.#as('cci', 18), sent.assignments[0]?.assignmentId ?? '', {
      event: 'accept',
      ownerName: 'Nadia Ferrand',
    })
  }

  /** The same person comes from the CMA too; the agent has seen it, and merged the two. */
  async twice(first: Referral | undefined): Promise<void> {
    const story = STORIES.find(({ project }) => project[0] === 'Halle aux invendus')
    if (first === undefined || story === undefined) return
    const index = STORIES.indexOf(story)
    const again = await this.play({ ...story, from: 'cma', ago: 5, activity: 'artisanal', acts: [] }, index)
    const ctx = this.#as('home', 4)
    const { possibleDuplicates } = await getParty(ctx, again.party.partyId)
    if (!possibleDuplicates.some(({ party }) => party.partyId === first.party.partyId)) {
      throw new Error('The demonstration lost its duplicate')
    }
    await linkParty(ctx, again.party.partyId, {
      kind: 'merged',
      otherPartyId: first.party.partyId,
      reason: 'Même adresse et même projet : la personne a vu les deux chambres.',
    })
  }
}
