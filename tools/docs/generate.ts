import process from 'node:process'
import { collectionFiles } from './collection.ts'
import { errorCodesPage } from './error-codes.ts'
import { drawMachine } from './draw.ts'
import { MACHINES, machinesPage } from './machines.ts'
import { type Generated, writeOrCheck } from './write.ts'

/** What is generated, by the name of its command `npm run docs:<name>`. */
export const GENERATORS: Readonly<Record<string, () => Promise<Generated[]>>> = {
  machines: async () => [
    { path: 'docs/state-machines.md', text: machinesPage() },
    ...(await Promise.all(
      MACHINES.map(async (machine) => ({
        path: `docs/machines/${machine.name}.svg`,
        text: await drawMachine(machine),
      })),
    )),
  ],
  codes: async () => [{ path: 'docs/error-codes.md', text: await errorCodesPage() }],
  collection: collectionFiles,
}

async function main(): Promise<void> {
  const [, , name = ''] = process.argv
  const generate = GENERATORS[name]
  if (generate === undefined) throw new Error(`docs: one of ${Object.keys(GENERATORS).join(', ')}`)
  await writeOrCheck(await generate(), `docs:${name}`)
}

if (process.argv[1] === import.meta.filename) {
  main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  })
}
