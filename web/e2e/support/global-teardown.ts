/** Stops the product that `global-setup` has started. */
export default async function teardown(): Promise<void> {
  await globalThis.e2eServer?.stop()
}
