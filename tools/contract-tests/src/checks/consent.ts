import assert from 'node:assert/strict'
import { confirmErasure, withdrawConsent } from '@progress-ess/shared/referrals'
import { only, read, refuses, send, until } from '../kit.ts'
import type { Suite } from '../run.ts'

export const consent: Suite = {
  name: 'consent',
  checks: [
    {
      name: 'its withdrawal cancels what is open and asks whoever got something to erase it',
      run: async (world) => {
        const sent = await send(world, { marker: '[no-news]' })
        await until(
          'the acceptance',
          () => read(world, sent.referralId),
          ({ status }) => status === 'accepted',
        )
        const consentId = sent.consent?.consentId ?? ''
        const { data } = await world.client.call(withdrawConsent, { params: { consentId } })
        assert.notEqual(data.withdrawnAt, null)
        assert.deepEqual(
          data.erasures.map(({ partnerId }) => partnerId),
          [world.cma],
        )
        const after = await read(world, sent.referralId)
        assert.equal(only(after).status, 'cancelled')
        assert.equal(only(after).reasonCode, 'consent_withdrawn')
        await refuses(world.client.call(withdrawConsent, { params: { consentId } }), 409, 'consent-withdrawn')
        // It is for those who got something to confirm, not for us who sent it.
        await refuses(world.client.call(confirmErasure, { params: { consentId } }), 409, 'erasure-not-asked')
      },
    },
  ],
}
