/** One row of a state machine: who may do what, from where, and where it leads. */
export type Transition<State extends string, Event extends string, Role extends string> = {
  readonly event: Event
  readonly from: readonly State[]
  /** `null`: the thing ceases to exist; `'same'`: it stays where it is. */
  readonly to: State | 'same' | null
  readonly roles: readonly Role[]
}

export type Step<State extends string> =
  | { ok: true; to: State | null }
  | { ok: false; why: 'wrong-status' | 'wrong-role' }

/** Looks up what `event` does from `state` for somebody with `roles`. The state is judged first, then the role. */
export function step<State extends string, Event extends string, Role extends string>(
  machine: readonly Transition<State, Event, Role>[],
  state: State,
  event: Event,
  roles: readonly Role[],
): Step<State> {
  const rows = machine.filter((row) => row.event === event && row.from.includes(state))
  if (rows.length === 0) return { ok: false, why: 'wrong-status' }
  const row = rows.find((candidate) => candidate.roles.some((role) => roles.includes(role)))
  if (row === undefined) return { ok: false, why: 'wrong-role' }
  return { ok: true, to: row.to === 'same' ? state : row.to }
}
