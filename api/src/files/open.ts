import { join } from 'node:path'
import type { Config } from '../config.ts'
import type { Files } from './files.ts'
import { localStore } from './local-store.ts'
import { clamdScanner } from './scanner.ts'

/** Files as the configuration says: below the data folder, scanned where a scanner is named. */
export const openFiles = ({ dataDir, clamavUrl }: Pick<Config, 'dataDir' | 'clamavUrl'>): Files => ({
  store: localStore(join(dataDir, 'files')),
  scanner: clamavUrl === null ? null : clamdScanner(clamavUrl),
})
