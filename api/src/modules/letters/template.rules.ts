import type { LetterKind } from '@progress-ess/shared/letters'

/** What every letter may name. */
const COMMON = [
  'appel',
  'article',
  'calcul',
  'contact',
  'date',
  'dateDepot',
  'deliberation',
  'demande',
  'dossier',
  'motif',
  'projet',
  'recours',
  'service',
  'signataire',
  'structure',
] as const
const OF_AWARDS = ['acceptation', 'finProjet', 'imputation', 'montant', 'versement'] as const

export type Placeholder = (typeof COMMON)[number] | (typeof OF_AWARDS)[number] | 'rangReserve'

/** The closed list of each kind, in the order of the alphabet: nothing else is a placeholder, and there are no expressions. */
export const PLACEHOLDERS: Readonly<Record<LetterKind, readonly Placeholder[]>> = {
  award: [...COMMON, ...OF_AWARDS].sort(),
  deed: [...COMMON, ...OF_AWARDS].sort(),
  refusal: COMMON,
  inadmissible: COMMON,
  reserve: [...COMMON, 'rangReserve' as const].sort(),
}

/** What each placeholder stands for in one letter; null where nothing is known. */
export type LetterValues = Readonly<Record<Placeholder, string | null>>

export type TemplateFault = {
  readonly code: 'placeholder-unknown' | 'placeholder-open'
  readonly name: string
  readonly line: number
  readonly column: number
}

type Part = { readonly text: string } | { readonly name: string; readonly at: number; readonly isOpen: boolean }

/** Text and places, in their order. Braces that never close are a place with the rest of their line as its name. */
function partsOf(template: string): Part[] {
  const parts: Part[] = []
  let from = 0
  for (;;) {
    const open = template.indexOf('{{', from)
    if (open === -1) return [...parts, { text: template.slice(from) }]
    parts.push({ text: template.slice(from, open) })
    const close = template.indexOf('}}', open)
    const end = close === -1 ? template.length : close
    parts.push({ name: template.slice(open + 2, end), at: open, isOpen: close === -1 })
    if (close === -1) return parts
    from = close + 2
  }
}

function placeOf(template: string, at: number): { line: number; column: number } {
  const before = template.slice(0, at)
  return { line: before.split('\n').length, column: at - before.lastIndexOf('\n') }
}

/** What in a template is no placeholder of its kind, each with its line and column, from 1. */
export function findFaults(kind: LetterKind, template: string): TemplateFault[] {
  const known: ReadonlySet<string> = new Set(PLACEHOLDERS[kind])
  return partsOf(template).flatMap((part): TemplateFault[] => {
    if (!('name' in part) || (known.has(part.name.trim()) && !part.isOpen)) return []
    const name = part.name.trim().slice(0, 60)
    return [{ code: part.isOpen ? 'placeholder-open' : 'placeholder-unknown', name, ...placeOf(template, part.at) }]
  })
}

export type Filled = { ok: true; text: string } | { ok: false; missing: Placeholder[] }

/**
 * Puts the values in their places, once: a value with braces is text, and is not read again. A value that is missing or
 * blank is never left out: all of them are named instead. The template must be without faults.
 */
export function fill(template: string, values: LetterValues): Filled {
  const missing = new Set<Placeholder>()
  const text = partsOf(template)
    .map((part) => {
      if (!('name' in part)) return part.text
      const name = part.name.trim() as Placeholder
      const value = values[name]
      if (value === null || value.trim() === '') missing.add(name)
      return value ?? ''
    })
    .join('')
  return missing.size === 0 ? { ok: true, text } : { ok: false, missing: [...missing].sort() }
}
