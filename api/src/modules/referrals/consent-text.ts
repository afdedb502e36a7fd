import { createHash } from 'node:crypto'
import type { ConsentText } from '@progress-ess/shared/referrals'

/** Each change of a word is a new version: consents keep the hash of the one that was read. Our wording; a jurist confirms it. */
const VERSION = '2026-11'
const TEXT =
  'J’accepte que le Département transmette aux services que j’ai choisis mon identité, mes coordonnées et ce que j’ai écrit de ' +
  'mon projet, pour qu’ils me contactent et m’accompagnent, et qu’ils lui disent ce qui en est résulté. Cet accord vaut deux ' +
  'ans. Je peux le retirer à tout moment : les transmissions en cours sont alors annulées, et les services qui ont reçu mes ' +
  'informations doivent les effacer. Mes droits d’accès, de rectification et d’effacement s’exercent auprès du Département.'

const SHA256 = createHash('sha256').update(TEXT, 'utf8').digest('hex')

/** The words of the consent that are in use. */
export const consentText = (): ConsentText => ({ version: VERSION, text: TEXT, sha256: SHA256 })
