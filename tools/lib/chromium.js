import { spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** The shell without windows first: the same engine, a third cheaper to run. */
const NAMES = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** The system's Chromium: `CHROMIUM_PATH`, else the first of the usual names in the PATH, else null. */
export function findChromium() {
  const given = process.env.CHROMIUM_PATH
  if (given !== undefined && given !== '') return given
  for (const name of NAMES) {
    for (const folder of (process.env.PATH ?? '').split(delimiter)) {
      try {
        accessSync(join(folder, name), constants.X_OK)
        return join(folder, name)
      } catch {
        // not here
      }
    }
  }
  return null
}

/** Whether a command succeeded. */
function run(command, args) {
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  return new Promise((resolve) => child.on('error', () => resolve(false)).on('close', (code) => resolve(code === 0)))
}

/** Finds Chromium, or installs Debian's where this user may; null when neither works. */
export async function ensureChromium() {
  const found = findChromium()
  if (found !== null) return found
  console.log('Installing Chromium from Debian’s packages…')
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '-n']
  const apt = (...args) => {
    const [command, ...rest] = [...asRoot, 'apt-get', ...args]
    return run(command, rest)
  }
  await apt('update')
  const install = (name) => apt('install', '-y', '--no-install-recommends', name)
  // Older releases of Debian have no shell of its own.
  if (!(await install('chromium-headless-shell'))) await install('chromium')
  return findChromium()
}
