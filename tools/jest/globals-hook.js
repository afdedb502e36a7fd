const GLOBALS = new URL('./native-globals.js', import.meta.url).href

/** `@jest/globals` refuses to be loaded outside Jest's module registry: ours gives the functions of the running file. */
export function resolve(specifier, context, next) {
  return specifier === '@jest/globals'
    ? { url: GLOBALS, format: 'module', shortCircuit: true }
    : next(specifier, context)
}
