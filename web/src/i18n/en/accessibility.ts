import type { accessibility as fr } from '../fr/accessibility.ts'
import type { Texts } from '../texts.ts'

export const accessibility = {
  lead: 'Progr’ESS strives to be usable by everybody, on any device, with or without assistive technology.',
  stateTitle: 'Compliance',
  state:
    'Progr’ESS is partially compliant with the French accessibility reference (RGAA 4.1, level AA): it has been checked by its authors, not yet by an independent auditor.',
  testedTitle: 'What is checked for every version',
  tested1: 'Each page is analysed in a real browser by an automatic tool, light and dark, 320 and 1,440 pixels wide.',
  tested2:
    'The main journeys are played with the keyboard alone: depositing an application, instructing it, evaluating it, awarding.',
  tested3: 'The contrast of texts and controls is measured on all the colours of the design.',
  limitsTitle: 'What has not been checked yet',
  limits1: 'No full audit of the 106 RGAA criteria by a third party has taken place yet.',
  limits2: 'The screen readers NVDA, JAWS and VoiceOver have not been tried systematically.',
  limits3: 'Files attached by organisations may not be accessible.',
  helpTitle: 'Getting help',
  help: 'If a page or a procedure is inaccessible to you, write to the service of the Département: it will answer you and offer another way, within the same time as for the other applicants.',
  rightTitle: 'Defending your rights',
  right:
    'Without a satisfactory answer, you may turn to the Défenseur des droits: by its online form, through its delegate in your commune, or by free post without a stamp: Défenseur des droits, Libre réponse 71120, 75342 Paris CEDEX 07.',
} satisfies Texts<typeof fr>
