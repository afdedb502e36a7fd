import { startTestCluster, type TestCluster } from './cluster.ts'

declare global {
  var testCluster: TestCluster | undefined
}

/** One PostgreSQL for the whole run; its addresses reach the test files through the environment. */
export default async function globalSetup(): Promise<void> {
  const cluster = await startTestCluster()
  globalThis.testCluster = cluster
  process.env['TEST_OWNER_URL'] = cluster.ownerUrl
  process.env['TEST_APP_URL'] = cluster.appUrl
}
