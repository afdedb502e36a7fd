import { describe, expect, it } from '@jest/globals'
import type { Problem } from '@progress-ess/shared/kit'
import type { Member, MemberRole } from '@progress-ess/shared/organisations'
import type { Role } from '../src/kit/context.ts'
import type { Account } from './support/accounts.ts'
import { givenApp } from './support/app.ts'
import { givenOrganisation, newOrganisation } from './support/given-organisation.ts'

const world = await givenApp()
const person = (displayName = 'Une personne'): Promise<Account> =>
  world.givenAccount({ roles: ['applicant'], displayName })

type Team = { path: string; owner: Account; siren: string }

async function givenTeam(): Promise<Team> {
  const { organisation, owner } = await givenOrganisation(world)
  return {
    path: `/api/v1/organisations/${organisation.organisationId}/members`,
    owner,
    siren: organisation.siren ?? '',
  }
}

const add = (who: Role | Account, { path }: Team, email: string, role: MemberRole) =>
  world.as(who).post(path).send({ email, role })

async function givenMember(team: Team, role: MemberRole): Promise<Account> {
  const member = await person()
  await add(team.owner, team, member.email, role).expect(201)
  return member
}

async function givenRequest({ siren }: Team): Promise<Account> {
  const asking = await person()
  await world
    .as(asking)
    .post('/api/v1/organisations')
    .send(newOrganisation({ identifier: siren }))
    .expect(200)
  return asking
}

async function rolesIn(team: Team): Promise<Record<string, string>> {
  const { body } = await world.as('agent').get(team.path).expect(200)
  const { items } = body as { items: Member[] }
  return Object.fromEntries(items.map(({ accountId, role, status }) => [accountId, `${status} ${role}`]))
}

const codeOf = ({ body }: { body: unknown }): string => (body as Problem).code

describe('POST /organisations/:organisationId/members', () => {
  it('mails thirty people an hour at most for one account', async () => {
    const team = await givenTeam()
    for (let count = 0; count < 30; count += 1) {
      await add(team.owner, team, `invite-${count}-${team.owner.accountId}@example.test`, 'reader').expect(201)
    }
    const answer = await add(team.owner, team, `trop-${team.owner.accountId}@example.test`, 'reader')
    expect([answer.status, codeOf(answer)]).toEqual([429, 'too-many-requests'])
  })

  it('gives somebody who has an account access, and tells him', async () => {
    const team = await givenTeam()
    const friend = await person('Dominique Essai')
    const answer = await add(team.owner, team, friend.email, 'editor').expect(201)
    expect(answer.body).toMatchObject({
      accountId: friend.accountId,
      displayName: 'Dominique Essai',
      email: friend.email,
      role: 'editor',
      status: 'active',
    })
    await world.as(friend).get(team.path.replace('/members', '')).expect(200)
    await world.runJobs()
    expect(world.sent.filter(({ recipient }) => recipient === friend.email)).toHaveLength(1)
  })

  it('makes an account for an unknown address and invites its holder', async () => {
    const team = await givenTeam()
    const email = 'nouvelle.personne@example.test'
    const { body } = await add(team.owner, team, email, 'reader').expect(201)
    expect(body).toMatchObject({ email, role: 'reader', status: 'active' })
    await world.runJobs()
    const [mail] = world.sent.filter(({ recipient }) => recipient === email)
    expect(mail?.body).toContain('http://localhost:3000/')
    expect(mail?.subject).not.toContain(email)
  })

  it('accepts a request to join that was waiting', async () => {
    const team = await givenTeam()
    const asking = await givenRequest(team)
    await add(team.owner, team, asking.email, 'reader').expect(201)
    expect((await rolesIn(team))[asking.accountId]).toBe('active reader')
  })

  it('refuses somebody who is a member already', async () => {
    const team = await givenTeam()
    const editor = await givenMember(team, 'editor')
    expect(codeOf(await add(team.owner, team, editor.email, 'owner').expect(409))).toBe('member-exists')
  })

  it('is for owners and staff', async () => {
    const team = await givenTeam()
    for (const role of ['editor', 'reader'] as const) {
      const member = await givenMember(team, role)
      expect(codeOf(await add(member, team, 'x@example.test', 'reader').expect(403))).toBe('organisation-owner-only')
    }
    await add('agent', team, 'agent.adds@example.test', 'reader').expect(201)
    expect(codeOf(await add(await person(), team, 'x@example.test', 'reader').expect(404))).toBe(
      'organisation-not-found',
    )
    expect(codeOf(await add(await givenRequest(team), team, 'x@example.test', 'reader').expect(404))).toBe(
      'organisation-not-found',
    )
  })

  it('refuses what is no address', async () => {
    const team = await givenTeam()
    await add(team.owner, team, 'nobody', 'reader').expect(400)
  })
})

describe('PUT /organisations/:organisationId/members/:accountId', () => {
  const change = (who: Role | Account, { path }: Team, { accountId }: { accountId: string }, role: MemberRole) =>
    world.as(who).put(`${path}/${accountId}`).send({ role })

  it('accepts a request to join, with the role that the owner chooses, and tells the person', async () => {
    const team = await givenTeam()
    const asking = await givenRequest(team)
    const { body } = await change(team.owner, team, asking, 'editor').expect(200)
    expect(body).toMatchObject({ role: 'editor', status: 'active' })
    await world.runJobs()
    expect(world.sent.filter(({ recipient }) => recipient === asking.email)).toHaveLength(1)
  })

  it('changes a role, and keeps the day since when', async () => {
    const team = await givenTeam()
    const reader = await givenMember(team, 'reader')
    world.clock.advance(86_400_000)
    const { body } = await change(team.owner, team, reader, 'owner').expect(200)
    expect(body).toMatchObject({ role: 'owner', since: '2023-01-10T09:00:00.000Z' })
    world.clock.set('2023-01-10T09:00:00.000Z')
  })

  it('lets the last owner not step down', async () => {
    const team = await givenTeam()
    await givenRequest(team)
    expect(codeOf(await change(team.owner, team, team.owner, 'editor').expect(409))).toBe('last-owner')
    await givenMember(team, 'owner')
    await change(team.owner, team, team.owner, 'editor').expect(200)
  })

  it('does not know who is no member', async () => {
    const team = await givenTeam()
    expect(codeOf(await change(team.owner, team, await person(), 'editor').expect(404))).toBe('member-not-found')
  })

  it('is for owners and staff', async () => {
    const team = await givenTeam()
    const editor = await givenMember(team, 'editor')
    expect(codeOf(await change(editor, team, editor, 'owner').expect(403))).toBe('organisation-owner-only')
    expect(codeOf(await change(await person(), team, editor, 'owner').expect(404))).toBe('organisation-not-found')
    await change('manager', team, editor, 'owner').expect(200)
  })
})

describe('DELETE /organisations/:organisationId/members/:accountId', () => {
  it('of a request tells who asked that it was not accepted', async () => {
    const team = await givenTeam()
    const asking = await givenRequest(team)
    await world.as(team.owner).delete(`${team.path}/${asking.accountId}`).expect(204)
    await world.runJobs()
    const mail = world.sent.findLast(({ recipient }) => recipient === asking.email)
    expect(mail?.body).toContain('n’a pas accepté votre demande')
  })

  const remove = (who: Role | Account, { path }: Team, { accountId }: { accountId: string }) =>
    world.as(who).delete(`${path}/${accountId}`)

  it('removes a member, who then sees nothing any more', async () => {
    const team = await givenTeam()
    const editor = await givenMember(team, 'editor')
    await remove(team.owner, team, editor).expect(204)
    await world.as(editor).get(team.path).expect(404)
  })

  it('lets anybody leave, or take his request back', async () => {
    const team = await givenTeam()
    const reader = await givenMember(team, 'reader')
    const asking = await givenRequest(team)
    await remove(reader, team, reader).expect(204)
    await remove(asking, team, asking).expect(204)
    expect(Object.values(await rolesIn(team))).toEqual(['active owner'])
  })

  it('lets the last owner not leave, even when two leave at once', async () => {
    const team = await givenTeam()
    expect(codeOf(await remove(team.owner, team, team.owner).expect(409))).toBe('last-owner')
    const other = await givenMember(team, 'owner')
    const answers = await Promise.all([remove(team.owner, team, team.owner), remove(other, team, other)])
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409])
    expect(Object.values(await rolesIn(team))).toEqual(['active owner'])
  })

  it('is for owners and staff', async () => {
    const team = await givenTeam()
    const [editor, reader] = [await givenMember(team, 'editor'), await givenMember(team, 'reader')]
    expect(codeOf(await remove(editor, team, reader).expect(403))).toBe('organisation-owner-only')
    expect(codeOf(await remove(await person(), team, reader).expect(404))).toBe('organisation-not-found')
    expect(codeOf(await remove(team.owner, team, await person()).expect(404))).toBe('member-not-found')
    await remove('agent', team, reader).expect(204)
  })
})

describe('GET /organisations/:organisationId/members', () => {
  it('is for members and staff', async () => {
    const team = await givenTeam()
    const reader = await givenMember(team, 'reader')
    for (const who of [reader, 'agent', 'manager', 'admin'] as const) await world.as(who).get(team.path).expect(200)
    await world
      .as(await person())
      .get(team.path)
      .expect(404)
    await world.as('evaluator').get(team.path).expect(403)
  })
})
