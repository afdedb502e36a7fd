import { expect, it } from '@jest/globals'
import type { DemoAccount, SignInOutcome } from '@progress-ess/shared/identity'
import { newId } from '../src/kit/ids.ts'
import { addDemoAccount } from '../src/modules/identity/index.ts'
import { givenApp } from './support/app.ts'
import { contextOf } from './support/context.ts'

const world = await givenApp({ settings: { isDemo: true } })

const enter = (accountId: string) => world.anonymous.post('/api/v1/demo/sessions').send({ accountId })

it('in the demonstration one enters as its invented people, never as somebody who made an account there', async () => {
  const email = `${newId()}@example.test`
  const invented = { email: `${newId()}@demo.example`, displayName: 'Nadia Inventée', roles: ['agent'] } as const
  await addDemoAccount(contextOf(world), invented)
  await world.anonymous.post('/api/v1/sign-in-links').send({ email }).expect(202)
  await world.runJobs()
  const token = /\/connexion\/lien#([\w-]+)/.exec(world.sent.at(-1)?.body ?? '')?.[1]
  const { body } = await world.anonymous.post('/api/v1/sessions/link').send({ token, transport: 'token' }).expect(201)
  const mine = (body as SignInOutcome).session?.account?.accountId ?? ''

  const { items } = (await world.anonymous.get('/api/v1/demo/accounts').expect(200)).body as { items: DemoAccount[] }
  expect(items.map(({ displayName }) => displayName)).toEqual(['Nadia Inventée'])
  await enter(items[0]?.accountId ?? '').expect(201)
  await enter(mine).expect(404)
})
