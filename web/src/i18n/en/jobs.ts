import type { Texts } from '../texts.ts'
import type { jobs as fr } from '../fr/jobs.ts'

export const jobs: Texts<typeof fr> = {
  preview: 'Computing the scenario',
  scenario: 'Computing “{label}”',
  waits: 'Your request is noted, it is about to begin.',
  ahead: '{count} computation comes before. | {count} computations come before.',
  begins: 'The computation begins.',
  phases: {
    solving: 'Looking for the best set of files',
    exchanges: 'What the set would be worth with another file',
    envelopes: 'What it would take to fund each file',
    lines: 'Reasons of each line',
  },
  counted: '{done} of {total}',
  solved: '{count} step solved | {count} steps solved',
  stays: 'You may leave this page: the computation goes on, and its result waits for you here.',
  cancel: 'Cancel the computation',
  cancelled: 'This computation was cancelled. Nothing of it is kept.',
  again: 'Start again',
}
