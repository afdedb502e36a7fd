// Modules are shared by test files, the functions are not: each use looks up those of the file that runs.
const ofThisFile = (name) =>
  new Proxy(() => undefined, {
    apply: (_target, _this, args) => globalThis[Symbol.for('progress-ess.jest')][name](...args),
    get: (_target, key) => globalThis[Symbol.for('progress-ess.jest')][name][key],
  })

export const afterAll = ofThisFile('afterAll')
export const afterEach = ofThisFile('afterEach')
export const beforeAll = ofThisFile('beforeAll')
export const beforeEach = ofThisFile('beforeEach')
export const describe = ofThisFile('describe')
export const expect = ofThisFile('expect')
export const it = ofThisFile('it')
export const jest = ofThisFile('jest')
export const test = ofThisFile('test')
