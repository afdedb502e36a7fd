import { createHash } from 'node:crypto'

/** Place of a file in the draw: ascending `SHA-256(seedHex + "|" + number)`, UTF-8, lower-case hexadecimal. */
export const drawKeyOf = (seedHex: string, number: string): string =>
  createHash('sha256').update(`${seedHex}|${number}`, 'utf8').digest('hex')

/** The seed that files are drawn with: `SHA-256(seed ‖ beacon)`, the seed as bytes, the public value in UTF-8. */
export const mixedSeed = (seedHex: string, beacon: string): string =>
  createHash('sha256').update(Buffer.from(seedHex, 'hex')).update(beacon, 'utf8').digest('hex')

/** What is published with the call: SHA-256 of the seed’s bytes. */
export const commitmentOf = (seedHex: string): string =>
  createHash('sha256').update(Buffer.from(seedHex, 'hex')).digest('hex')
