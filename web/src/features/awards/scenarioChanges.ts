import type { ScenarioLine } from '@progress-ess/shared/awards'

export type Change = {
  readonly applicationId: string
  readonly projectTitle: string
  readonly organisationName: string
  readonly kind: 'enters' | 'leaves' | 'more' | 'less'
  /** Cents: what the line gains or loses, never negative. */
  readonly differenceCents: number
}

const ORDER: Readonly<Record<Change['kind'], number>> = { enters: 0, more: 1, less: 2, leaves: 3 }

/** Who enters, who leaves and whose amount moves from one run of the rules to another; both run on the same files. */
export function scenarioChanges(from: readonly ScenarioLine[], to: readonly ScenarioLine[]): Change[] {
  const before = new Map(from.map((line) => [line.applicationId, line.awardCents]))
  return to
    .flatMap((line): Change[] => {
      const { applicationId, projectTitle, organisationName, awardCents: now } = line
      const old = before.get(applicationId) ?? 0
      if (old === now) return []
      const kind = old === 0 ? 'enters' : now === 0 ? 'leaves' : now > old ? 'more' : 'less'
      return [{ applicationId, projectTitle, organisationName, kind, differenceCents: Math.abs(now - old) }]
    })
    .sort((a, b) => ORDER[a.kind] - ORDER[b.kind] || b.differenceCents - a.differenceCents)
}

/** A change in colour; its word always stands beside it. */
export const CHANGE_TONE = { enters: 'ok', more: 'ok', less: 'await', leaves: 'stop' } as const
