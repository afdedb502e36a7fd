/** The columns of the CSV of laureates, the field of the JSON that says the same, and the key of its sentence. */
export const LAUREATE_FIELDS = [
  { column: 'number', json: 'number', words: 'number' },
  { column: 'organisation', json: 'organisationName', words: 'organisation' },
  { column: 'siren', json: 'siren', words: 'siren' },
  { column: 'family', json: 'family', words: 'family' },
  { column: 'commune_code', json: 'communeCode', words: 'communeCode' },
  { column: 'commune', json: 'communeName', words: 'commune' },
  { column: 'project', json: 'projectTitle', words: 'project' },
  { column: 'requested_eur', json: 'requestedCents', words: 'requested' },
  { column: 'awarded_eur', json: 'amountCents', words: 'awarded' },
] as const

/** What the JSON of results says besides its laureates. */
export const RESULT_FIELDS = [
  'envelopeCents',
  'awardedCents',
  'submittedCount',
  'awardRulesSha256',
  'resultSha256',
  'draw',
] as const

export const LICENCE_URL = 'https://www.etalab.gouv.fr/licence-ouverte-open-licence/'
