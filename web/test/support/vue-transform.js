import { createHash } from 'node:crypto'
import { transformSync } from '@swc/core'
import ts from 'typescript'
import { compileScript, parse, registerTS } from 'vue/compiler-sfc'

// Props whose types come from another file.
registerTS(() => ts)

/** Compiles a single-file component for jest: script and template, no styles. */
export default {
  process(source, filename) {
    const id = createHash('sha256').update(filename).digest('hex').slice(0, 8)
    const { descriptor, errors } = parse(source, { filename })
    if (errors.length > 0) throw errors[0]
    const script =
      descriptor.scriptSetup === null
        ? { content: `const component = {}\nexport default component` }
        : compileScript(descriptor, { id, inlineTemplate: true })
    return transformSync(script.content, {
      filename: `${filename}.ts`,
      sourceMaps: 'inline',
      jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
      module: { type: 'es6' },
    })
  },
}
