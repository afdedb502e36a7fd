import type { legal as fr } from '../fr/legal.ts'
import type { Texts } from '../texts.ts'

export const legal = {
  title: 'Legal notice and personal data',
  lead: 'Who runs this service, what it does with your data, and how to exercise your rights.',
  publisherTitle: 'Publisher',
  publisher:
    'Progr’ESS is run by the Département, which is responsible for it. Its contact details are on the receipts and the e-mails that the service sends.',
  whyTitle: 'Why your data are processed',
  why: 'The service processes what the call for projects needs: your name and e-mail address, your role in an organisation, the applications submitted, their review, their evaluation and the decisions. It does so for a task in the public interest (article 6-1-e of the GDPR) and for legal duties of accounting and publication (article 6-1-c).',
  whoTitle: 'Who sees them',
  who: 'The members of your organisation according to their role, the agents of the Département who review, and the evaluators for the applications that are theirs only, after declaring that they have no conflict of interest. Award decisions are public.',
  howLongTitle: 'For how long',
  howLong:
    'An account without applications is deleted when you ask. Applications are public archives: they are kept for the time set with the departmental archives, as a rule ten years for a funded one and five years for the others.',
  cookiesTitle: 'Cookies',
  cookies:
    'The service sets a single cookie, which your session needs. It measures no audience, does not follow you, and no page calls another site. Your browser keeps the language and appearance you chose and, until they are saved, the texts that you type.',
  rightsTitle: 'Your rights',
  rights:
    'You may ask to see your data, to correct them or limit their use, and object to their processing, by writing to the service or to the data protection officer of the Département. You may also lodge a complaint with the CNIL.',
} satisfies Texts<typeof fr>
