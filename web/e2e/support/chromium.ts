import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import process from 'node:process'
import { chromium, type Browser } from 'playwright-core'

const NAMES = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--lang=fr-FR',
  // A page that follows another of its context takes over its renderer: starting one costs more than drawing a page.
  '--process-per-site',
  // Pages live for seconds here: the optimising compilers of V8 take more time than what they make saves, half of the renderer’s.
  '--js-flags=--no-turbofan,--no-maglev,--min-semi-space-size=32',
]
/** `CHROMIUM_PATH`, else the first Chromium on the path. Throws, saying what to do, when there is none: never a silent skip. */
export function findChromium(): string {
  const given = process.env['CHROMIUM_PATH']
  if (given !== undefined && given !== '') return given
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const found = NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path))
  if (found === undefined) throw new Error('No Chromium: install it (apt install chromium) or set CHROMIUM_PATH')
  return found
}

export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: findChromium(), args: ARGUMENTS })
}
