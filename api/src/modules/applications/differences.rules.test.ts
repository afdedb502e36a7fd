import { describe, expect, it } from '@jest/globals'
import type { Budget, RevisionContent } from '@progress-ess/shared/applications'
import type { CallForm } from '@progress-ess/shared/calls'
import { totalsOf } from './budget.rules.ts'
import { differencesOf } from './differences.rules.ts'

const form: CallForm = {
  sections: [
    {
      id: 's',
      title: 'S',
      questions: [
        { id: 'title', kind: 'shortText', label: 'Nom du projet', isRequired: true },
        { id: 'isNew', kind: 'yesNo', label: 'Nouveau ?', isRequired: false },
        {
          id: 'stage',
          kind: 'choice',
          label: 'Étape',
          isRequired: false,
          options: [
            { value: 'idea', label: 'Idée' },
            { value: 'done', label: 'Fait' },
          ],
        },
      ],
    },
  ],
}

const content = (change: Partial<RevisionContent> = {}): RevisionContent => ({
  organisation: {
    name: 'Les Jardins',
    siren: null,
    siret: null,
    rna: 'W921000001',
    legalFormCode: '9220',
    family: 'association',
    communeCode: '92050',
    communeName: 'Nanterre',
    esusEndsOn: null,
  },
  answers: { title: 'Projet' },
  budget: [],
  totals: totalsOf([]),
  contactName: 'Camille',
  contactPhone: null,
  declarations: [],
  signatoryName: 'Camille',
  signatoryQuality: 'Présidente',
  ...change,
})

const differences = (from: Partial<RevisionContent>, to: Partial<RevisionContent>) =>
  differencesOf(form, content(from), content(to)).map(({ kind, pointer, before, after }) => [
    kind,
    pointer,
    before,
    after,
  ])

const line = (lineId: string, amountCents: number, change: Partial<Budget[number]> = {}): Budget[number] => ({
  lineId,
  detail: null,
  amountCents,
  fundingStatus: null,
  ...change,
})

describe('differences', () => {
  it('are none between equal contents', () => {
    expect(differences({ budget: [line('60', 1)] }, { budget: [line('60', 1)] })).toEqual([])
  })

  it('are said in the form’s own words', () => {
    expect(
      differences(
        { answers: { title: 'Projet', isNew: true, stage: 'idea' } },
        { answers: { title: 'Projet', isNew: false, stage: 'done' } },
      ),
    ).toEqual([
      ['changed', '/answers/isNew', 'Oui', 'Non'],
      ['changed', '/answers/stage', 'Idée', 'Fait'],
    ])
  })

  it('tell lines that are alike apart, and amounts from their state', () => {
    const before = [line('60', 1), line('60', 2), line('74-region', 5, { fundingStatus: 'requested' })]
    const after = [line('60', 1), line('60', 3), line('74-region', 5, { fundingStatus: 'granted' })]
    expect(differences({ budget: before }, { budget: after })).toEqual([
      ['changed', '/budget/60/2', '2', '3'],
      ['changed', '/budget/74-region/fundingStatus', 'demandé', 'accordé'],
    ])
    const detailed = [line('70', 1, { detail: 'Vente / été' })]
    expect(differences({}, { budget: detailed })).toEqual([
      ['added', '/budget/70/Vente%20%2F%20%C3%A9t%C3%A9', null, '1'],
    ])
    expect(differences({ budget: detailed }, {})).toEqual([
      ['removed', '/budget/70/Vente%20%2F%20%C3%A9t%C3%A9', '1', null],
    ])
  })

  it('see who signed and what the organisation became', () => {
    const moved = { ...content().organisation, name: 'Les Grands Jardins', communeName: 'Clichy' }
    expect(differences({}, { organisation: moved, signatoryName: 'Dominique', contactPhone: '01' })).toEqual([
      ['added', '/contactPhone', null, '01'],
      ['changed', '/organisation/name', 'Les Jardins', 'Les Grands Jardins'],
      ['changed', '/organisation/communeName', 'Nanterre', 'Clichy'],
      ['changed', '/signatoryName', 'Camille', 'Dominique'],
    ])
  })
})
