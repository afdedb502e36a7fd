import type { firstProblems as fr } from '../fr/firstProblems.ts'
import type { Texts } from '../texts.ts'

export const firstProblems = {
  fallback: 'Your request did not succeed. Try again; if it goes on, tell the service. (code {code})',
  left: '{message} {left} is left.',
  withRequestId: '{message} Reference to give to the service: {requestId}.',
  'network-failure': 'The server does not answer. Check your connection, then try again.',
  aborted: 'The request was interrupted.',
  'invalid-request': 'Some information is missing or badly written. Correct the fields shown, then try again.',
  'malformed-json': 'The request could not be read. Reload the page, then try again.',
  'body-too-large': 'What you send is too large. Shorten the text or the file, then try again.',
  'unsupported-media-type': 'This format is not accepted. Choose another file format.',
  unauthenticated: 'Your session has ended. Sign in again to go on.',
  'role-not-allowed':
    'Your account does not have the role that this needs. Ask the administrator of the service for it.',
  'second-factor-required': 'This needs a second factor. Turn it on in “My account”, or sign in with it.',
  'csrf-refused': 'The page had been open for too long. Reload it, then start again.',
  'not-found': 'This item does not exist, or no longer does. Go back to the list.',
  'method-not-allowed': 'This cannot be done here. Reload the page, then try again.',
  'too-many-requests': 'Too many attempts in a short time. Wait a minute, then try again.',
  'stale-version': 'Somebody has changed this item in the meantime. Read its current version before you save yours.',
  'version-required': 'The page does not know which version you are changing. Reload it, then start again.',
  'request-timeout': 'The answer took too long. Try again in a moment.',
  unavailable: 'The service is unavailable for the moment. Try again in a few minutes.',
  'internal-error': 'An error occurred on our side. Try again; if it goes on, tell the service.',
  'right-missing': 'This key or link lacks the right that this needs.',
  'key-expired': 'This key or link has ended. Ask for a new one.',
  'network-not-allowed': 'This key cannot be used from this network.',
  'partner-inactive': 'This partner is inactive, or has no agreement that counts today. Ask the département.',
  'idempotency-key-reused': 'This request was already made with other information. Reload the page, then start again.',
  'idempotency-answer-gone': 'This was done already, and the person has been forgotten since. Reload the page.',
  'call-not-found': 'This call for projects does not exist, or is not published yet. Go back to the list of calls.',
  'results-not-published': 'The results of this call are not published yet.',
  'bundle-not-available': 'The awards of this call were not computed by the tool: there is nothing to verify.',
  'funder-not-identified':
    'The SIRET of the département is not set, so this format cannot be made. Ask the service to have it configured.',
} satisfies Texts<typeof fr>
