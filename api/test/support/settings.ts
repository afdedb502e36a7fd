import type { Settings } from '../../src/kit/context.ts'
import { DEMO_VAULT } from '../../src/kit/vault.ts'

export const TEST_SETTINGS: Settings = {
  publicUrl: 'http://localhost:3000',
  service: {
    name: 'Département d’essai, mission ESS',
    address: '1 rue de l’Essai, 92000 Nanterre',
    email: 'ess@example.test',
    phone: '01 00 00 00 00',
    siret: '00000001800010',
  },
  isDemo: false,
  vault: DEMO_VAULT,
}

/** Where no partner calls. */
export const NO_PARTNERS = { authenticate: async () => null, record: async () => undefined }
