import { generateSecret, generateURI, verifySync } from 'otplib'

const STEP_S = 30

export const newTotpSecret = (): string => generateSecret()

export const totpUri = (secret: string, email: string): string =>
  generateURI({ issuer: "Progr'ESS", label: email, secret })

/**
 * The time step of a code that is right within one step of the clock; null when it is wrong, or was used already
 * (RFC 6238 §5.2: a code counts once).
 */
export function verifyTotp(secret: string, code: string, now: Date, lastStep: number): number | null {
  const epoch = Math.floor(now.getTime() / 1000)
  const result = verifySync({ secret, token: code, epoch, epochTolerance: STEP_S })
  if (!result.valid) return null
  const step = Math.floor(epoch / STEP_S) + result.delta
  return step > lastStep ? step : null
}
