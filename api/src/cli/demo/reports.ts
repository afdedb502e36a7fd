import type { ReportActual, ReportLine } from '@progress-ess/shared/reports'
import * as closing from '../../modules/reports/closing.service.ts'
import * as reports from '../../modules/reports/reports.service.ts'
import { qualityOf } from './content.ts'
import { type Cast, person } from './editions.ts'
import type { Grant } from './money.ts'
import type { Stage } from './stage.ts'

async function reportOf(stage: Stage, { awardId, owner }: Grant, at: Date) {
  const { report } = await closing.getAwardClosing(stage.at(at).as(owner), awardId)
  if (report === null) throw new Error(`No report of ${awardId}`)
  return report
}

/** The plan at so many hundredths, in whole euros. */
const spent = (lines: readonly ReportLine[], percent: number): ReportActual[] =>
  lines.map(({ lineId, detail, plannedCents }) => ({
    lineId,
    detail,
    actualCents: Math.round((plannedCents * percent) / 10_000) * 100,
  }))

/** Writes the whole report and signs it. */
export async function handIn(stage: Stage, grant: Grant, at: Date, percent: number): Promise<void> {
  const { owner, project } = grant
  const { reportId, version, lines } = await reportOf(stage, grant, at)
  const isFar = percent < 80
  const saved = await reports.saveReport(stage.at(at).as(owner), reportId, version, {
    actuals: spent(lines, percent),
    indicators: [{ label: 'Séances tenues', target: '40', actual: isFar ? '24' : '41' }],
    done: `${project.plan} Le calendrier a été tenu${isFar ? ' jusqu’en octobre seulement' : ''}.`,
    results: 'Les habitants reviennent, et une équipe de bénévoles continue après le projet.',
    gaps: isFar ? 'L’animateur est parti en octobre et n’a pas été remplacé : deux séances sur cinq manquent.' : '',
    beneficiaryCount: Math.round(project.total / 70),
  })
  await reports.submitReport(stage.at(at).as(owner), reportId, saved.version, {
    isCertified: true,
    signatoryName: owner.displayName,
    signatoryQuality: qualityOf(project),
  })
}

/** Begun, and left: half of the charges, and what was done. */
export async function writeHalf(stage: Stage, grant: Grant, at: Date): Promise<void> {
  const { reportId, version, lines } = await reportOf(stage, grant, at)
  await reports.saveReport(stage.at(at).as(grant.owner), reportId, version, {
    actuals: spent(lines.slice(0, 2), 96),
    done: grant.project.plan,
  })
}

export async function finish(stage: Stage, cast: Cast, grant: Grant, at: Date): Promise<void> {
  const { reportId, version } = await reportOf(stage, grant, at)
  await reports.acceptReport(stage.at(at).as(person(cast.staff, 'agent')), reportId, version)
}

export async function sendBack(stage: Stage, cast: Cast, grant: Grant, at: Date): Promise<void> {
  const { reportId, version } = await reportOf(stage, grant, at)
  const message = 'Le détail des charges de personnel manque : joignez-le, ou dites comment il est réparti.'
  await reports.requestReportChanges(stage.at(at).as(person(cast.staff, 'agent')), reportId, version, message)
}

export async function extend(stage: Stage, cast: Cast, grant: Grant, at: Date, due: Date): Promise<void> {
  const { reportId } = await reportOf(stage, grant, at)
  await reports.moveReportDue(stage.at(at).as(person(cast.staff, 'agent')), reportId, {
    dueOn: due.toISOString().slice(0, 10),
    reason: 'Projet prolongé à la demande de la structure.',
  })
}
