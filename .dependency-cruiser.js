/** Who may import whom: docs/architecture.md §2. */
export default {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, pathNot: ['\\.d\\.ts$', '\\.test\\.ts$', 'env\\.d\\.ts$'] },
      to: {},
    },
    { name: 'shared-is-a-leaf', severity: 'error', from: { path: '^shared/src' }, to: { path: '^(api|web|client)/' } },
    {
      name: 'shared-needs-only-typebox',
      severity: 'error',
      from: { path: '^shared/src', pathNot: '\\.test\\.ts$' },
      to: { pathNot: ['^shared/src', '^node_modules/typebox'] },
    },
    {
      // No module of Node’s either: it runs in browsers.
      name: 'the-client-needs-only-the-contract',
      severity: 'error',
      from: { path: '^client/src' },
      to: { pathNot: ['^client/src', '^shared/src'] },
    },
    {
      name: 'partners-know-only-what-is-published',
      severity: 'error',
      from: { path: '^tools/(contract-tests/src|partners)/' },
      to: { path: '^(api|web)/' },
    },
    {
      // Anyone checks a decision with it, on a machine that has nothing of ours: rules, canonical JSON and the draw, no server.
      name: 'the-verifier-needs-no-server',
      severity: 'error',
      from: { path: '^tools/verify/src' },
      to: {
        path: '^(api|web|client|node_modules)/',
        pathNot: [
          '\\.rules\\.ts$',
          '^api/src/kit/canonical\\.ts$',
          '^api/src/modules/awards/awards\\.(draw|compute|optimum)\\.ts$',
          // The optimum: HiGHS in this thread.
          '^api/src/solver/(highs|exact|contradiction)\\.ts$',
          '^node_modules/highs/',
          '^node_modules/typebox/',
        ],
      },
    },
    {
      name: 'nobody-inside-needs-the-client',
      severity: 'error',
      from: { path: '^(api|web)/src' },
      to: { path: '^client/' },
    },
    { name: 'web-and-api-are-strangers', severity: 'error', from: { path: '^web/src' }, to: { path: '^api/' } },
    { name: 'api-and-web-are-strangers', severity: 'error', from: { path: '^api/src' }, to: { path: '^web/' } },
    {
      name: 'rules-are-pure',
      severity: 'error',
      from: { path: '\\.rules\\.ts$' },
      to: { pathNot: ['\\.rules\\.ts$', '^shared/src'] },
    },
    {
      name: 'routes-hold-no-sql',
      severity: 'error',
      from: { path: '\\.routes\\.ts$' },
      to: { path: ['\\.queries\\.ts$', '^node_modules/(kysely|pg)/', '^api/src/db/'] },
    },
    {
      name: 'only-queries-speak-sql',
      severity: 'error',
      from: { path: '^api/src/modules/', pathNot: ['\\.queries\\.ts$', '\\.test\\.ts$'] },
      to: { path: '^node_modules/(kysely|pg)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'services-know-no-http',
      severity: 'error',
      from: { path: '\\.(service|queries|rules|views)\\.ts$' },
      to: { path: '^node_modules/(fastify|@fastify)/' },
    },
    {
      name: 'modules-meet-at-their-index',
      severity: 'error',
      from: { path: '^api/src/modules/([^/]+)/' },
      to: { path: '^api/src/modules/([^/]+)/(?!index\\.ts$)', pathNot: ['^api/src/modules/$1/'] },
    },
    {
      name: 'the-replay-speaks-http-only',
      severity: 'error',
      from: { path: '^api/src/cli/replay' },
      to: { path: '^api/src/(?!cli/(replay/|demo/(content|projects)\\.ts$))' },
    },
    {
      name: 'features-meet-in-pages',
      severity: 'error',
      from: { path: '^web/src/features/([^/]+)/' },
      to: { path: '^web/src/(features/(?!$1/)|pages/)' },
    },
    {
      name: 'base-components-know-no-product',
      severity: 'error',
      from: { path: '^web/src/ui/' },
      to: { path: '^(web/src/(?!ui/|lib/)|shared/)' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(api|client|shared|web)/(dist|coverage)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@progress-ess/source', 'import', 'node', 'default'],
      extensions: ['.ts', '.vue', '.js', '.mjs', '.d.ts'],
    },
  },
}
