import { describe, expect, it } from '@jest/globals'
import { AgreementAction, AgreementStatus } from '@progress-ess/shared/agreements'
import {
  blocksOf,
  DEFAULT_AGREEMENT,
  fillText,
  PLACEHOLDERS,
  type TextFacts,
  unknownPlaceholders,
} from './agreement-text.rules.ts'
import { type AgreementEvent, decideAgreement } from './agreements.rules.ts'

const ROLES = ['beneficiary', 'agent', 'manager', 'system'] as const

/** Written by hand from the domain: `state event role → next`. */
const EXPECTED = new Map([
  ['drafted edit agent', 'drafted'],
  ['drafted send agent', 'sent'],
  ['sent reopen agent', 'drafted'],
  ['sent return_copy beneficiary', 'sent'],
  ['sent return_copy agent', 'sent'],
  ['sent sign agent', 'signed'],
  ['signed close system', 'closed'],
  ['drafted terminate manager', 'terminated'],
  ['sent terminate manager', 'terminated'],
  ['signed terminate manager', 'terminated'],
])

describe('the course of an agreement', () => {
  const events: AgreementEvent[] = [...AgreementAction.enum, 'close']
  const cases = AgreementStatus.enum.flatMap((state) =>
    events.flatMap((event) => ROLES.map((role) => ({ state, event, role }))),
  )
  it.each(cases)('$state × $event × $role', ({ state, event, role }) => {
    const verdict = decideAgreement({ status: state, signedFileId: 'copy' }, event, [role])
    const to = EXPECTED.get(`${state} ${event} ${role}`)
    if (to !== undefined) expect(verdict).toEqual({ ok: true, to })
    else expect(verdict.ok).toBe(false)
  })

  it('is not signed without the copy that shows it', () => {
    const verdict = decideAgreement({ status: 'sent', signedFileId: null }, 'sign', ['agent'])
    expect(verdict).toMatchObject({ code: 'signed-copy-missing' })
  })
})

describe('its text', () => {
  const facts = Object.fromEntries(PLACEHOLDERS.map((name) => [name, `<${name}>`])) as TextFacts

  it('starts with nothing that the language does not know, and says every fact', () => {
    expect(unknownPlaceholders(DEFAULT_AGREEMENT)).toEqual([])
    const text = fillText(DEFAULT_AGREEMENT, facts)
    expect(text).not.toContain('{{')
    for (const name of PLACEHOLDERS) expect(text).toContain(`<${name}>`)
  })

  it('refuses names that stand for nothing, and reads no braces in what people wrote', () => {
    expect(unknownPlaceholders('{{ montant }} {{constructor}} {{x}} {{x}} {{}}')).toEqual(['constructor', 'x', ''])
    expect(fillText('{{projet}} de {{montant}}', { ...facts, projet: '{{montant}} $& $1' })).toBe(
      '{{montant}} $& $1 de <montant>',
    )
  })

  it('is made of titles, headings, paragraphs and items', () => {
    expect(blocksOf('# Un\n\n## Deux\nTrois\n- quatre\n').map(({ kind, text }) => [kind, text])).toEqual([
      ['title', 'Un'],
      ['heading', 'Deux'],
      ['paragraph', 'Trois'],
      ['item', 'quatre'],
    ])
  })
})
