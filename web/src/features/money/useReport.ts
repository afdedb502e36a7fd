import { getReport, saveReport, type Report, type ReportChange, type ReportContent } from '@progress-ess/shared/reports'
import { ref, shallowRef, watch } from 'vue'
import { call } from '../../api/client.ts'
import type { SaveOutcome, Snapshot } from '../../lib/autosave/types.ts'
import { useAutosave } from '../../lib/autosave/useAutosave.ts'
import { useSession } from '../../stores/session.ts'

/** What is typed: an amount a line, in their order, and the rest as the contract has it. */
export type ReportDraft = Omit<ReportContent, 'actuals'> & { actuals: (number | null)[] }

const draftOf = ({ lines, indicators, done, results, gaps, beneficiaryCount }: Report): ReportDraft => ({
  actuals: lines.map(({ actualCents }) => actualCents),
  indicators: indicators.map((one) => ({ ...one })),
  done,
  results,
  gaps,
  beneficiaryCount,
})

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** An indicator without a name is not sent yet. */
function changeOf(draft: ReportDraft, report: Report): ReportChange | null {
  const before = draftOf(report)
  const { actuals, indicators, ...texts } = draft
  const change: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(texts)) {
    if (!isSame(value, before[name as keyof ReportDraft])) change[name] = value
  }
  const named = indicators.filter(({ label }) => label.trim() !== '')
  if (!isSame(named, before.indicators)) change['indicators'] = named
  if (!isSame(actuals, before.actuals)) {
    change['actuals'] = report.lines.map(({ lineId, detail }, index) => ({
      lineId,
      detail,
      actualCents: actuals[index] ?? null,
    }))
  }
  return Object.keys(change).length === 0 ? null : change
}

/** One report being written, saved by itself as the editor of applications does. */
export function useReport(first: Report) {
  const session = useSession()
  const params = { reportId: first.reportId }
  /** As the server last answered it. */
  const report = shallowRef(first)
  const draft = ref<ReportDraft>(draftOf(first))

  function take(next: Report): Snapshot<ReportDraft> {
    report.value = next
    return { value: draftOf(next), version: next.version }
  }
  async function load(): Promise<SaveOutcome<ReportDraft>> {
    const outcome = await call(getReport, { params })
    return outcome.ok ? { ok: true, ...take(outcome.data) } : outcome
  }
  async function save(
    value: ReportDraft,
    version: string | number,
    { keepalive }: { readonly keepalive: boolean },
  ): Promise<SaveOutcome<ReportDraft>> {
    const body = changeOf(value, report.value)
    if (body === null) return { ok: true, value, version }
    const outcome = await call(saveReport, { params, body, ifMatch: version, keepalive })
    if (!outcome.ok) return outcome
    // A row that is being named stays where it is.
    return {
      ok: true,
      value: { ...take(outcome.data).value, indicators: value.indicators },
      version: outcome.data.version,
    }
  }
  const autosave = useAutosave<ReportDraft>({
    resource: `${session.account?.accountId ?? ''}:report:${first.reportId}`,
    draft,
    server: { value: draftOf(first), version: first.version },
    save,
    load,
    canSave: () => session.isSignedIn,
  })
  watch(autosave.savedAt, () => void refreshMissing())

  /** What is still missing follows from what was saved. */
  async function refreshMissing(): Promise<void> {
    const outcome = await call(getReport, { params })
    if (outcome.ok && outcome.data.version === report.value.version) report.value = outcome.data
  }
  return { report, draft, autosave, reload: refreshMissing }
}
