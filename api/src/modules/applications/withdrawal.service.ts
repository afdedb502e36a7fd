import type { Application } from '@progress-ess/shared/applications'
import type { Context } from '../../kit/context.ts'
import { act } from './access.ts'
import { WITHDRAWABLE } from './applications.rules.ts'

/** Withdraws a file; it can be restored to the state that it leaves. */
export const withdrawApplication = (ctx: Context, applicationId: string, reason?: string): Promise<Application> =>
  act(ctx, applicationId, {
    operation: 'withdrawApplication',
    event: 'withdraw',
    change: (row) => ({
      withdrawnFrom: WITHDRAWABLE.find((status) => status === row.status) ?? null,
      withdrawnReason: reason ?? null,
    }),
  })

export const restoreApplication = (ctx: Context, applicationId: string): Promise<Application> =>
  act(ctx, applicationId, {
    operation: 'restoreApplication',
    event: 'restore',
    change: () => ({ withdrawnFrom: null, withdrawnReason: null }),
  })
