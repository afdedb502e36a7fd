import { describe, expect, it } from '@jest/globals'
import { LetterKind, LetterStatus } from '@progress-ess/shared/letters'
import { DEFAULT_TEMPLATES } from './defaults.ts'
import { blocksOf } from './letters.document.ts'
import { decideLetter, type LetterEvent, type LetterRole, notifiedAt } from './letters.rules.ts'
import { fill, findFaults, type LetterValues, PLACEHOLDERS } from './template.rules.ts'

const values = Object.fromEntries(
  [...new Set(Object.values(PLACEHOLDERS).flat())].map((name) => [name, `<${name}>`]),
) as LetterValues

describe('the language of placeholders', () => {
  it.each([
    ['an unknown name', 'Bonjour,\n  {{nom}} !', 'placeholder-unknown', 'nom', 2, 3],
    ['an expression', '{{1 + 1}}', 'placeholder-unknown', '1 + 1', 1, 1],
    ['a path', 'a {{projet.titre}}', 'placeholder-unknown', 'projet.titre', 1, 3],
    ['a helper', '{{#if projet}}', 'placeholder-unknown', '#if projet', 1, 1],
    ['nothing', '{{}}', 'placeholder-unknown', '', 1, 1],
    ['what Object has', '{{constructor}}', 'placeholder-unknown', 'constructor', 1, 1],
    ['braces that never close', 'x\ny {{projet', 'placeholder-open', 'projet', 2, 3],
    ['a name of another kind', 'Rang {{rangReserve}}', 'placeholder-unknown', 'rangReserve', 1, 6],
  ])('refuses %s with its place', (_what, template, code, name, line, column) => {
    expect(findFaults('award', template)).toEqual([{ code, name, line, column }])
  })

  it('takes what it knows, with blanks inside the braces, and single braces as text', () => {
    expect(findFaults('award', '{{ projet }} { a } }} {')).toEqual([])
    expect(fill('{{ projet }} { a } }} {', values)).toEqual({ ok: true, text: '<projet> { a } }} {' })
  })

  it('reads a value once: braces and markup in it are text', () => {
    const nasty = { ...values, projet: '{{montant}} <b>$&</b>' }
    expect(fill('« {{projet}} »', nasty)).toEqual({ ok: true, text: '« {{montant}} <b>$&</b> »' })
  })

  it('leaves no blank: it names what is missing', () => {
    const poor = { ...values, projet: null, motif: '  ' }
    expect(fill('{{projet}} {{motif}} {{projet}} {{date}}', poor)).toEqual({ ok: false, missing: ['motif', 'projet'] })
  })

  it.each(LetterKind.enum as readonly LetterKind[])('knows every name of the product’s own words: %s', (kind) => {
    const { title, body } = DEFAULT_TEMPLATES[kind]
    expect([...findFaults(kind, title), ...findFaults(kind, body)]).toEqual([])
    expect(fill(body, values).ok).toBe(true)
  })
})

describe('the lines of a letter', () => {
  it('are headings, lists and paragraphs', () => {
    expect(blocksOf('Bonjour,\nvoici.\n\n## Motif\nUn :\n- a\n- b\nfin')).toEqual([
      { kind: 'paragraph', text: 'Bonjour,\nvoici.' },
      { kind: 'heading', level: 2, text: 'Motif' },
      { kind: 'paragraph', text: 'Un :' },
      { kind: 'list', items: ['a', 'b'] },
      { kind: 'paragraph', text: 'fin' },
    ])
  })
})

describe('a letter in the outbox', () => {
  const STATES = LetterStatus.enum as readonly LetterStatus[]
  const EVENTS: readonly LetterEvent[] = ['edit', 'regenerate', 'approve', 'send']
  const ROLES: readonly LetterRole[] = ['agent', 'manager', 'system']
  const EXPECTED = new Map<string, LetterStatus>([
    ...['draft', 'approved'].flatMap((state) =>
      ['edit', 'regenerate'].flatMap((event) =>
        ['agent', 'manager'].map((role): [string, LetterStatus] => [`${state} ${event} ${role}`, 'draft']),
      ),
    ),
    ['draft approve manager', 'approved'],
    ['approved send manager', 'sent'],
    ['approved send system', 'sent'],
  ])
  const cases = STATES.flatMap((state) => EVENTS.flatMap((event) => ROLES.map((role) => [state, event, role] as const)))
  it.each(cases)('%s, %s by %s', (state, event, role) => {
    const verdict = decideLetter(state, event, [role])
    expect(verdict.ok ? verdict.to : undefined).toBe(EXPECTED.get(`${state} ${event} ${role}`))
  })

  it('counts as notified at its first opening, or at its sending after fifteen days', () => {
    const day = (n: number): Date => new Date(Date.UTC(2023, 3, 3 + n))
    expect(notifiedAt({ sentAt: null, openedAt: null }, day(99))).toBeNull()
    expect(notifiedAt({ sentAt: day(0), openedAt: null }, day(15))).toBeNull()
    expect(notifiedAt({ sentAt: day(0), openedAt: null }, day(16))).toEqual(day(0))
    expect(notifiedAt({ sentAt: day(0), openedAt: day(3) }, day(16))).toEqual(day(3))
    expect(notifiedAt({ sentAt: day(0), openedAt: day(20) }, day(21))).toEqual(day(0))
  })
})
