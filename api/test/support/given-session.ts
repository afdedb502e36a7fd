import type { SignInOutcome } from '@progress-ess/shared/identity'
import { newId } from '../../src/kit/ids.ts'
import type { Client, TestApp } from './app.ts'

export type RealSession = { readonly accountId: string; readonly email: string; readonly client: Client }

/** Signed in with this token, as a row of `session` knows it: for what depends on the session itself. */
export const holding = (world: TestApp, token: string): Client => world.as({ ...world.accountOf('applicant'), token })

/** Somebody new, who came in with a link as applicants do. */
export async function givenSession(world: TestApp): Promise<RealSession> {
  const email = `${newId()}@example.test`
  await world.anonymous.post('/api/v1/sign-in-links').send({ email }).expect(202)
  await world.runJobs()
  const mail = world.sent.findLast(({ recipient }) => recipient === email)?.body ?? ''
  const link = /\/connexion\/lien#([\w-]+)/.exec(mail)?.[1]
  const answer = await world.anonymous
    .post('/api/v1/sessions/link')
    .send({ token: link, transport: 'token' })
    .expect(201)
  const { token, session } = answer.body as SignInOutcome
  return { accountId: session?.account?.accountId ?? '', email, client: holding(world, token ?? '') }
}
