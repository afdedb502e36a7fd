export type DiffPart = { readonly kind: 'same' | 'removed' | 'added'; readonly text: string }

/** Above this many comparisons two texts are shown one after the other: nobody reads that many small changes. */
const LIMIT = 4_000_000

const tokensOf = (text: string): string[] => text.match(/\s+|[\p{L}\p{N}’'-]+|[^\s\p{L}\p{N}]/gu) ?? []

/** What changed between two texts, word by word, in reading order: the longest common sequence stays. */
export function wordDiff(before: string, after: string): DiffPart[] {
  const [from, to] = [tokensOf(before), tokensOf(after)]
  let start = 0
  while (start < from.length && start < to.length && from[start] === to[start]) start += 1
  let end = 0
  while (end < Math.min(from.length, to.length) - start && from.at(-1 - end) === to.at(-1 - end)) end += 1
  const middle = changesOf(from.slice(start, from.length - end), to.slice(start, to.length - end))
  return joined([
    ...from.slice(0, start).map((text) => ({ kind: 'same' as const, text })),
    ...middle,
    ...from.slice(from.length - end).map((text) => ({ kind: 'same' as const, text })),
  ])
}

function changesOf(from: readonly string[], to: readonly string[]): DiffPart[] {
  if (from.length * to.length > LIMIT) {
    return [
      { kind: 'removed', text: from.join('') },
      { kind: 'added', text: to.join('') },
    ]
  }
  const width = to.length + 1
  const lengths = new Uint16Array((from.length + 1) * width)
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0
  for (let i = from.length - 1; i >= 0; i -= 1) {
    for (let j = to.length - 1; j >= 0; j -= 1) {
      lengths[i * width + j] = from[i] === to[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
    }
  }
  const parts: DiffPart[] = []
  let [i, j] = [0, 0]
  while (i < from.length || j < to.length) {
    const [old, fresh] = [from[i], to[j]]
    if (old !== undefined && old === fresh) {
      parts.push({ kind: 'same', text: old })
      i += 1
      j += 1
    } else if (old !== undefined && (fresh === undefined || at(i + 1, j) >= at(i, j + 1))) {
      parts.push({ kind: 'removed', text: old })
      i += 1
    } else if (fresh !== undefined) {
      parts.push({ kind: 'added', text: fresh })
      j += 1
    }
  }
  return parts
}

/** Neighbours of one kind make one part; a space between two changes goes with both, so that each side reads as a sentence. */
function joined(parts: readonly DiffPart[]): DiffPart[] {
  const result: DiffPart[] = []
  let [same, removed, added] = ['', '', '']
  const flush = (): void => {
    if (same !== '') result.push({ kind: 'same', text: same })
    if (removed.trim() !== '' || added === '') push('removed', removed)
    push('added', added)
    same = removed = added = ''
  }
  const push = (kind: DiffPart['kind'], text: string): void => {
    if (text !== '') result.push({ kind, text })
  }
  for (const [index, { kind, text }] of parts.entries()) {
    const isBridge = /^\s+$/.test(text) && isChange(parts[index - 1]) && isChange(parts[index + 1])
    if (kind === 'same' && !isBridge) {
      if (removed !== '' || added !== '') flush()
      same += text
      continue
    }
    if (kind !== 'added') removed += text
    if (kind !== 'removed') added += text
  }
  flush()
  return result
}

const isChange = (part: DiffPart | undefined): boolean => part !== undefined && part.kind !== 'same'
