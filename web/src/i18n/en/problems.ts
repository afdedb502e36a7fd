import type { problems as fr } from '../fr/problems.ts'
import type { Texts } from '../texts.ts'

export const problems = {
  // Organisations.
  'organisation-not-found':
    'This organisation does not exist, or you are not a member of it. Go back to your organisations.',
  'organisation-read-only': 'Your role in this organisation only lets you read. Ask its owner for the right to edit.',
  'organisation-owner-only': 'Only an owner of the organisation can change its members. Ask one of them.',
  'organisation-not-eligible':
    'This organisation does not meet the conditions of this call. Read “Who may apply” on the page of the call.',
  'member-exists': 'This person is already a member of the organisation. Change the role in the list.',
  'member-not-found': 'This person is no longer a member of the organisation. Reload the list.',
  'last-owner': 'An organisation always keeps an owner. Name another one before removing this one.',
  'identifier-invalid':
    'This SIRET, SIREN or RNA number is not valid. Check each digit against your registration notice.',
  'identifier-taken': 'Another organisation already has this number. Look for it before creating one.',
  'legal-form-not-accepted': 'The service does not know this legal form. Choose one from the list.',
  'commune-unknown': 'This commune is not known. Choose it from the list.',
  'esus-dates-inverted': 'The ESUS approval ends before it begins. Correct its two dates.',

  // Calls.
  'call-code-taken': 'Another call already has this code. Choose another one.',
  'call-frozen':
    'This call is published: its form, grid and rules no longer change. You may move the closing later or publish an erratum.',
  'call-incomplete': 'The call is not ready to be published. Complete the items of the list “What is missing”.',
  'call-wrong-status': 'This cannot be done in the present state of the call. Reload the page to see where it stands.',
  'call-not-open': 'The call is not open for applications. Its dates are on its page.',
  'call-closed': 'The call is closed: applications can no longer be submitted or changed.',
  'call-still-open': 'The call still receives applications. Wait for its closing.',
  'later-than-draw':
    'The rules mix into the draw a public value that would be known before the last files come. Choose an earlier moment.',
  'closing-not-later': 'The closing can only be moved later. Choose a later date.',
  'dates-inverted': 'The dates of the call are not in order. Correct those shown.',
  'seed-unknown':
    'The draw refers to a seed that this call does not know. Reload the page, then choose the tie rule again.',
  'closing-passed':
    'The closing has passed: it can no longer be moved for everybody. One application may still get an extension.',

  // Applications.
  'application-not-found':
    'This application does not exist, or is not accessible to you. Go back to your applications.',
  'application-wrong-status':
    'This cannot be done in the present state of the application. Reload the page to see where it stands.',
  'application-incomplete': 'The application is not complete. Follow the links of the list to fill in what is missing.',
  'revision-not-found': 'This version of the application does not exist. Choose one from its history.',
  'not-submitted': 'This application has not been submitted yet: it has no receipt.',
  'declaration-missing': 'A required declaration is not ticked. Read it and tick it before submitting.',
  'file-empty': 'This file is empty. Choose another one.',
  'file-too-large': 'This file is larger than 10 MB. Make it smaller, or send it as several files.',
  'file-type-refused':
    'This file is no PDF, no JPG or PNG picture, no ODT or DOCX document, no ODS or XLSX spreadsheet. Save it as a PDF, then try again.',
  'too-many-files':
    'This application has received too many files. Try again tomorrow: those no longer used will be gone.',
  'file-not-found': 'This file does not exist, or its link has expired. Open it again from the application.',
  'file-infected':
    'The antivirus refused this file: it can neither be opened nor submitted. Remove it, and attach another one.',
  'file-not-scanned': 'The antivirus has not checked this file yet. Try again in a minute.',
  'answer-invalid': 'An answer is not written as its question asks. Correct the fields shown.',
  'budget-line-unknown': 'A line of the budget does not exist in the accounts of this call. Choose it from the list.',
  'amount-over-cap': 'The amount is over the cap of the call. Lower it, then try again.',
  'field-not-reopened': 'Only the fields that the service has reopened can be changed.',
  'field-unknown': 'One of the chosen fields does not exist in this application. Reload the page, then choose again.',
  'correction-overdue': 'The time to complete this application has passed. Write to the service if you need more.',
  'due-date-passed': 'This date has already passed. Choose one to come.',
  'extension-not-later': 'The extension must go beyond the present closing. Choose a later date.',
  'reason-required': 'A written reason is needed. Say why in one sentence.',
  'decision-exists': 'A decision has already been taken: this can no longer be done.',

  // Evaluation.
  'evaluation-not-found': 'This evaluation does not exist, or is not yours. Go back to your evaluations.',
  'evaluation-wrong-status':
    'This cannot be done in the present state of the evaluation. Reload the page to see where it stands.',
  'evaluation-incomplete':
    'A mark or an expected comment is missing. Complete the criteria shown before submitting the evaluation.',
  'conflict-not-declared': 'First declare whether you have an interest in this application. It will then open.',
  'criterion-unknown': 'One of the criteria marked is not in the grid of this call. Reload the page.',
  'mark-off-scale': 'A mark is not on the scale of its criterion. Choose one of the marks offered.',
  'not-applicable-refused': 'This criterion needs a mark: “not applicable” is not allowed for it.',
  'panel-locked':
    'The marks of this call are locked. A manager may reopen them with a reason, as long as no decision is made.',
  'panel-incomplete':
    'Some evaluations have not been submitted. Remind the evaluators, or remove the evaluations in excess.',
  'draw-beacon-missing':
    'The rules mix a public value into the draw, and it is not recorded yet. Record it on the page of scenarios as soon as it is known.',
  'draw-beacon-early': 'This value is not known yet: the rules say from when on. Come back then.',
  'draw-beacon-recorded': 'The value of this draw is recorded already and stays. Reload the page to read it.',
  'draw-beacon-not-asked': 'The rules of this call mix no public value into the draw: there is nothing to record.',
  'panel-not-locked': 'The marks are not locked yet. Lock them before simulating the awards.',

  // Awards.
  'award-not-found': 'This award does not exist, or is not accessible to you.',
  'award-wrong-status':
    'This cannot be done in the present state of the award. Reload the page to see where it stands.',
  'award-acceptance-over':
    'The time to accept this award is over: it lapses. Write to the service if you think that this is a mistake.',
  'amount-not-lower': 'This amount is not lower than the award. Lower it, or leave the award as it is.',
  'template-invalid':
    'A name between double braces is not known at the place shown. Choose one of the list, or take the braces away.',
  'letter-value-missing':
    'Something is missing to fill a letter. Complete “What all letters say”, or the reason of the decision, then try again.',
  'no-decision-for-letters': 'No decision was taken: there is no letter to make yet.',
  'letter-not-found': 'This letter does not exist, or is not yours to see.',
  'letter-wrong-status': 'This is not possible in the present state of the letter. Reload the page.',
  'no-letter-waiting': 'No letter waits for this. Reload the page to see where they stand.',
  'letters-outdated':
    'Some letters tell what has changed since. Make them again, or read and save those that you edited.',
  'publication-in-the-past': 'This instant has passed. Choose one to come, or publish now.',
  'nothing-to-offer':
    'Nothing can be offered: no file of the list fits into what is left, or nothing is left. The list says what each would need.',
  'offer-not-found': 'This offer does not exist, or is not yours to see. Go back to your files.',
  'offer-wrong-status': 'This offer has ended already. Reload the page to see how.',
  'offer-expired': 'The time to accept this offer is over: it goes to the next file.',
  'award-rules-invalid': 'These award rules contradict each other or are incomplete. Correct those shown.',
  'award-rules-contradictory': 'These rules cannot hold together. Change one of those that are named.',
  'scenario-too-long':
    'With so many files these rules take too long to compute. Take away a reserve, a limit or a lot, then try again.',
  'job-not-found': 'This computation no longer exists: it is forgotten a day after its end. Start it again.',
  'job-wrong-status': 'This computation has ended already. Reload the page to see how.',
  'too-many-jobs': 'Too many computations of this call are waiting. Cancel one, or wait for it to end.',
  'optimum-not-proven':
    'The exact computation did not end in the time it has. Round amounts more coarsely, or choose another method.',
  'scenario-not-found': 'This scenario does not exist. Choose one from the list.',
  'scenario-outdated':
    'The scores or the applications have changed since this scenario. Run it again before adopting it.',
  'departure-reason-required': 'These rules depart from the published ones: a written reason is needed.',
  'decision-not-found': 'This decision does not exist, or is not published yet.',
  'decision-wrong-status':
    'This cannot be done in the present state of the decision. Reload the page to see where it stands.',
  'decisions-incomplete': 'Some applications have no decision yet. Decide the last ones before publishing.',
  'no-proposed-decision': 'No proposed decision is waiting. Adopt a scenario first.',
  'approvals-missing':
    'Approvals are missing: nothing was decided. Each line says who has to approve it, or why it was sent back.',
  'approval-wrong-state':
    'This line no longer waits for this approval: somebody approved it or sent it back meanwhile. Read the list again.',
  'own-organisation':
    'You belong to the organisation concerned: somebody else of the service signs and decides for it. Leave this file out.',
  'approver-is-proposer': 'You proposed or changed one of these lines: somebody else approves it. Leave it out.',
  'approver-signed-already':
    'You have approved one of these lines already: somebody else takes the next step. Leave it out.',
  'approval-not-yours': 'This approval is for somebody else. Leave the line out: that person is told when it is due.',
  'approval-chain-frozen': 'Decisions are proposed: the approval chain stays as it is. Take the proposal back first.',
  'approval-chain-invalid': 'This approval chain could not be followed. Correct the steps that are marked.',
  'approval-step-repeated': 'Two steps have the same key. Remove one.',
  'approval-step-says-who': 'Say who approves: a role, or people by name.',
  'approval-signer-unknown': 'Somebody is named twice, or has no access any more. Choose somebody else.',
  'approval-chain-unsignable':
    'Too few people: each step needs another person, and none of them may be who proposes. Open a step to others.',
  'amount-required': 'An award needs an amount. Write it in euros.',
  'amount-over-request': 'The amount is more than the organisation asked for. Lower it, then try again.',
  'amount-over-share': 'The amount is over the allowed share of the project’s budget. Lower it, then try again.',
  'amount-under-floor': 'The amount is under the floor of the call. Raise it, or do not fund this application.',
  'envelope-exceeded': 'The envelope is not enough: nothing was committed. Lower the amount or raise the envelope.',

  // Accounts.
  'sign-in-refused': 'The address or the password is not right. Check them, or ask for a sign-in link.',
  'second-factor-refused': 'This code is not right, or has expired. Type the one that your application shows now.',
  'link-refused': 'This link has been used or has expired. Ask for a new one.',
  'session-not-found': 'This session has already ended. Reload the list.',
  'current-password-wrong': 'Your current password is not right. Type it again.',
  'password-too-common':
    'This password is too easy to guess. Choose several words that have nothing to do with each other.',
  'passkey-refused': 'This passkey was not recognised. Try again, or sign in with a password or a link.',
  'passkey-not-found': 'This passkey no longer exists. Reload the list.',
  'totp-code-wrong': 'This code is not right. Check the time of your device, then type the code shown now.',
  'totp-not-started': 'The set-up of the code generator has not been started, or has expired. Start it again.',
  'last-second-factor': 'Your role needs a second factor: this one cannot be removed.',
  'invitation-exists':
    'An invitation is already open for this address, or it already has an account. Look for it in the list.',
  'invitation-not-found': 'This invitation no longer exists. Reload the list.',
  'invitation-refused':
    'This invitation has been used, has expired or was revoked. Ask the administrator of the service for another one.',
  'account-not-found': 'This account does not exist. Go back to the list of accounts.',
  'own-account': 'Another administrator has to do this: one does not remove one’s own second factor here.',
  'no-second-factor': 'This account has no second factor.',
  'last-admin': 'The service always keeps an administrator. Name another one before changing this account.',

  // Partners and referrals.
  'partner-not-found': 'This partner does not exist. Go back to the list of partners.',
  'adviser-elsewhere':
    'This person already acts for another partner. Remove them from its advisers first, then add them here.',
  'partner-name-taken': 'Another partner has this name. Choose another one.',
  'sandbox-only': 'This exists in the sandbox alone: use a test key.',
  'clock-too-far': 'The clock of the sandbox is two years ahead already. Reset it first.',
  'scope-too-wide': 'This key does not have all of these rights. Ask for fewer, or for another key.',
  'not-a-partner': 'Your account acts for no partner. Ask the département to attach it to one.',
  'agreement-missing': 'There is no agreement that counts today. Record the signed agreement before making a key.',
  'agreement-dates': 'The dates of the agreement are out of order, or it is signed in the future. Correct them.',
  'service-not-found': 'This service no longer exists. Reload the page.',
  'too-many-services': 'This partner has too many services already. Change one, or deactivate it.',
  'key-not-found': 'This key no longer exists, or is revoked already. Reload the list.',
  'key-dates': 'A key ends within two years, and not in the past. Choose another date.',
  'too-many-keys': 'Two keys are alive already. Revoke one before making another.',
  'network-invalid': 'This network is not valid. Write it as 192.0.2.0/24.',
  'code-unknown': 'This code is not of our vocabulary. Choose one from the list.',
  'code-twice': 'This code stands twice in the table. Keep one line.',
  'referral-not-found': 'This referral does not exist, or is not addressed to you. Go back to the list.',
  'referral-closed': 'This referral is closed for you: nothing changes or is written there any more.',
  'source-only': 'Only the service that sent the referral can do this.',
  'assignment-not-found': 'This referral does not exist, or is not addressed to you. Go back to the list.',
  'assignment-wrong-status':
    'This is not possible in the present state of the referral. Reload the page to see where it stands.',
  'event-not-yours': 'This is for the other service to do.',
  'event-field-missing': 'Something is missing here. Complete the fields that are pointed at.',
  'occurred-later': 'What has happened is not in the future. Correct the date.',
  'until-past': 'It has to go on in the future. Choose a later date.',
  'contact-missing': 'Note a contact that reached the person first: the support begins with it.',
  'attempts-missing': 'To say “unreachable”, note at least two attempts on different days.',
  'too-many-attempts': 'Too many attempts are noted for this referral already.',
  'too-many-messages': 'You have written too many messages in this referral already. Go on by telephone.',
  'party-incomplete': 'Say who it is: first and last name of the person, or the name of the structure.',
  'recipient-unknown': 'This recipient does not exist, or is no longer active. Choose one from the list.',
  'recipient-twice': 'This recipient is named twice.',
  'recipient-does-not-serve': 'This partner does not take this subject, or not in this commune. Choose another one.',
  'consent-missing': 'The person’s consent is needed. Collect it before sending.',
  'transfer-refused':
    'This referral cannot be passed on to this partner. Ask the person for their agreement, or write to the sender.',
  'consent-too-narrow': 'The person’s consent does not cover this recipient. Collect it again.',
  'consent-withdrawn': 'The person has withdrawn the consent, or it has ended. Nothing more can be passed on.',
  'consent-dates': 'The dates of the consent are out of order, or it lasts more than three years. Correct them.',
  'consent-not-found': 'This consent does not exist, or does not concern you.',
  'erasure-not-asked': 'You were not asked to erase anything for this consent.',
  'attachment-not-yours': 'Only the service that sent this file can take it back.',
  'party-not-found': 'This person does not exist, or was not referred to you. Go back to the list.',
  'party-link-target': 'Choose the other record, or give the number of the structure that was created.',
  'party-linked': 'This record leads to another one already. Take that link back first.',
  'party-link-circular': 'The other record leads to this one already. Check the direction of the link.',
  'party-kind': 'These two do not go together: two people, two structures, or a person and their structure.',
  'party-forgotten': 'This person was forgotten: nothing more is written about them.',
  'party-differs': 'This is another person or structure. Make a new referral, with their consent.',
  'party-link-not-found': 'This link does not exist. Reload the record.',
  'party-link-undone': 'This link was taken back already. Reload the record.',
  'party-still-open': 'A referral is still open. Cancel it or withdraw the consent, then start again.',
  'application-not-refused': 'This file was neither refused nor found inadmissible: there is nothing to refer.',
  'orientation-exists': 'A referral of this file is under way. Follow it on this page.',
  'consent-text-outdated': 'The words of the consent have changed. Reload the page to read them, then start again.',
  'party-email-missing': 'This person has no e-mail address. Add it to the referral, or call them.',
  'application-invitation-refused':
    'This invitation does not exist, has ended or was replaced. Ask the service for another one.',
  'application-invitation-not-yours': 'Sign in with the address that got this link.',
  'referral-sent': 'This referral was sent: its recipients and its consent no longer change. You can cancel it.',
  'outcome-amount-missing': 'Give the amount of the funding.',
  'outcome-siren-missing': 'Give the SIREN number of the enterprise.',
  'external-ref-taken': 'Another referral has this reference of yours.',
  'external-ref-differs': 'The reference in the address and the one in the content are not the same.',
  'webhook-not-found': 'This webhook no longer exists. Reload the list.',
  'webhook-not-active': 'This webhook is stopped. Take it up again first.',
  'too-many-webhooks': 'This partner has enough webhooks already. Remove one first.',
  'url-refused': 'This address cannot receive notifications: it has to be a public one, over https.',
  'delivery-not-found': 'This delivery is no longer in the journal.',

  // Money after the award.
  'iban-invalid': 'This account number (IBAN) is not valid. Copy it as it stands on your bank details.',
  'iban-differs':
    'This is not the number that was proposed. Read the document again; if it really differs, reject the proposal.',
  'bank-account-not-found': 'This bank account does not exist, or is not open to you.',
  'bank-account-wrong-status': 'This bank account was dealt with already. Reload the page to see where it stands.',
  'bank-account-waiting': 'Another account is waiting for its check. Take it back first, or wait.',
  'bank-account-unchanged': 'This is the checked account of this organisation already: there is nothing to change.',
  'bank-holder-differs':
    'The holder of the account is not the organisation. Write why it is paid there, or reject the proposal.',
  'bank-proof-missing':
    'No document of the bank is attached. Attach it, or write on which document you read the number.',
  'bank-checks-exhausted':
    'The number of this account was typed wrong too often. Reject the proposal and have another one made.',
  'bank-account-replaced':
    'The bank account was replaced since the approval. Send the payment back to the plan, then ask for it and approve it again.',
  'second-person-required': 'A second person has to do this: you acted at the step before. Ask a colleague.',
  'agreement-open': 'This award has an agreement: terminate that first.',
  'instalments-not-whole': 'The shares of the instalments are not 100 % together. Correct them.',
  'plan-not-whole':
    'The instalments together are not the amount awarded. Correct them until nothing is left over or missing.',
  'due-date-required':
    'An instalment that is due on a day needs one, and only such an instalment. Correct the schedule.',
  'payment-not-found': 'This payment does not exist, or is not open to you.',
  'payment-wrong-status': 'This payment moved meanwhile. Reload the page to see where it stands.',
  'payment-not-due': 'This payment cannot be asked for yet. The page says what is missing.',
  'payment-over-award':
    'This payment would exceed what is committed: nothing was paid. Check the payments of this award.',
  'payment-list-not-found': 'This payment list does not exist. Go back to the lists of the call.',
  'no-approved-payment': 'No payment of this call is approved. Approve some first.',
  'mandates-refused':
    'The file is refused and nothing of it was read. Correct the lines that are named, then send it again.',
  'placeholder-unknown':
    'The text names something between braces that does not exist. Correct it after the list that is offered.',
  'agreement-exists': 'This award has its agreement already. Reload the page.',
  'agreement-not-found': 'This agreement does not exist, or is not open to you.',
  'agreement-wrong-status': 'This agreement moved meanwhile. Reload the page to see where it stands.',
  'signed-copy-missing': 'The signed copy has not come back yet. Attach it first.',
  'day-in-future': 'This day has not come yet. Give the day on which it was.',
  'payments-under-way':
    'A payment of this award is under way. Wait until it is paid or rejected, or send it back to the plan.',
  'report-not-found': 'This report does not exist, or is not open to you.',
  'report-wrong-status': 'This report moved meanwhile. Reload the page to see where it stands.',
  'report-incomplete': 'The report is not complete. Complete what is named, then submit it.',
  'report-not-accepted': 'The report on this award is not accepted yet. Accept it first.',
  'refund-not-found': 'This claim does not exist, or is not open to you.',
  'refund-wrong-status': 'This claim was dealt with already. Reload the page.',
  'refund-over-paid': 'This amount is more than was paid and is not claimed yet. Lower it.',
  'refund-open': 'Money that was claimed back has not come yet. Note its return, or give it up, before you settle.',
  'release-over-commitment':
    'This money is committed no longer, or was paid again: nothing returns to the envelope. Reload the page.',
  'known-grant-not-found': 'This recorded grant is no longer there. Reload the page.',
  'de-minimis-exceeded':
    'This award would take the organisation over the ceiling of de minimis aid in three years. Lower the amount, or check its declaration.',
  'agreement-sent':
    'The agreement that was sent or signed says this amount and schedule. Take it back before you change them.',
} satisfies Texts<typeof fr>
