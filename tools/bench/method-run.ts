import process from 'node:process'
import { measureMethod } from './methods.ts'

const [name = '', count = ''] = process.argv.slice(2)
process.stdout.write(JSON.stringify(await measureMethod(name, Number(count))))
