import { join } from 'node:path'
import type { Config } from '../config.ts'
import type { Files } from './files.ts'
import { localStore } from './local-store.ts'
import { s3Store } from './s3-store.ts'
import { clamdScanner } from './scanner.ts'

/** Files as the configuration says: in a bucket, or below the data folder; scanned where a scanner is named. */
export const openFiles = ({ dataDir, clamavUrl, s3 }: Pick<Config, 'dataDir' | 'clamavUrl' | 's3'>): Files => ({
  store: s3 === null ? localStore(join(dataDir, 'files')) : s3Store(s3),
  scanner: clamavUrl === null ? null : clamdScanner(clamavUrl),
})
