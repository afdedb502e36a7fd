const swc = ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'es6' } }]

/** Modules are Node's own (docs/adr/0016); pages alone are tested in a simulated browser, with modules of their own. */
const native = { testRunner: '<rootDir>/../tools/jest/native-runner.js' }

const project = (name, extra = {}) => ({
  displayName: name,
  rootDir: name,
  testMatch: ['<rootDir>/{src,test}/**/*.test.ts'],
  testEnvironmentOptions: { customExportConditions: ['@progress-ess/source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': swc },
  ...extra,
})

export default {
  reporters: ['default', '<rootDir>/tools/closing-line-reporter.js'],
  testSequencer: '<rootDir>/tools/jest/sequencer.js',
  coverageProvider: 'v8',
  // Three workers share two cores, and some machines are slow: what hangs is still found.
  testTimeout: 60_000,
  // Modules of a file that has ended are not all given back: a worker that has grown starts anew, instead of sweeping gigabytes.
  workerIdleMemoryLimit: '900MB',
  projects: [
    project('shared', native),
    project('client', native),
    project('api', {
      ...native,
      globalSetup: '<rootDir>/test/support/global-setup.ts',
      globalTeardown: '<rootDir>/test/support/global-teardown.ts',
    }),
    project('web', {
      testEnvironment: '<rootDir>/test/support/environment.js',
      extensionsToTreatAsEsm: ['.ts', '.vue'],
      moduleFileExtensions: ['ts', 'js', 'mjs', 'json', 'vue'],
      transform: { '\\.ts$': swc, '\\.vue$': '<rootDir>/test/support/vue-transform.js' },
    }),
    project('tools', { ...native, testMatch: ['<rootDir>/**/*.test.ts'] }),
    project('web', {
      ...native,
      displayName: 'e2e',
      testMatch: ['<rootDir>/e2e/**/*.test.ts'],
      globalSetup: '<rootDir>/e2e/support/global-setup.ts',
      globalTeardown: '<rootDir>/e2e/support/global-teardown.ts',
    }),
  ],
}
