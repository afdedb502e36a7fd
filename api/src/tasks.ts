import type { SystemLoop, SystemTask } from './jobs/index.ts'
import { expireDrafts, purgeAttachments, remindDrafts } from './modules/applications/index.ts'
import { purgeFiles, rescanPending, scanFile } from './modules/files/index.ts'
import { previewWork, scenarioWork } from './modules/awards/index.ts'
import { JobRunner, purgeEndedJobs } from './modules/jobs/index.ts'
import { Dispatcher, purgeDeliveries } from './modules/partner-events/index.ts'
import { digestReferrals, forgetReferrals, mailWeeklyDigests, runReferralTimers } from './modules/referrals/index.ts'
import { purgePartnerTraces, warnOfKeys } from './modules/partners/index.ts'
import { tellApprovers } from './modules/awards/index.ts'
import { publishOnDate } from './modules/letters/index.ts'
import { offerReserve, runAwardTimers } from './modules/reserve-offers/index.ts'
import { playSandboxReferral, runSandboxes, seedSandbox } from './modules/sandbox/index.ts'
import { openReports, remindReports } from './modules/reports/index.ts'
import { resealBankAccounts } from './modules/payments/index.ts'
import { purgeSessions } from './modules/identity/index.ts'

/** What modules let the system run: one line a task, named as in the schedule of `jobs/index.ts`. */
export const moduleTasks: Readonly<Record<string, SystemTask>> = {
  'digest-referrals': digestReferrals,
  'expire-drafts': expireDrafts,
  'forget-referrals': forgetReferrals,
  'mail-weekly-digests': mailWeeklyDigests,
  'offer-reserve': offerReserve,
  'publish-on-date': publishOnDate,
  'open-reports': openReports,
  'remind-drafts': remindDrafts,
  'remind-reports': remindReports,
  'play-sandbox': playSandboxReferral,
  'purge-attachments': purgeAttachments,
  'purge-deliveries': purgeDeliveries,
  'purge-partner-traces': purgePartnerTraces,
  'purge-files': purgeFiles,
  'purge-jobs': purgeEndedJobs,
  'purge-sessions': purgeSessions,
  'rescan-pending': rescanPending,
  'run-award-timers': (ctx) => runAwardTimers(ctx),
  'reseal-bank-accounts': resealBankAccounts,
  'run-referral-timers': (ctx) => runReferralTimers(ctx),
  'run-sandboxes': runSandboxes,
  'scan-file': scanFile,
  'seed-sandbox': seedSandbox,
  'tell-approvers': tellApprovers,
  'warn-of-keys': warnOfKeys,
}

/** What modules do all the time, beside the queue, in every process that runs it. */
export const moduleLoops: readonly SystemLoop[] = [
  (surroundings) => new Dispatcher(surroundings),
  (surroundings) => new JobRunner(surroundings, jobWorks),
]

/** What each kind of long computation does. */
export const jobWorks = { preview: previewWork, scenario: scenarioWork } as const
