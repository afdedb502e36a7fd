import type { Role } from '@progress-ess/shared/identity'

/** People of the service, all invented. */
export const STAFF: readonly { readonly key: string; readonly name: string; readonly roles: readonly Role[] }[] = [
  { key: 'admin', name: 'Anne Vallier (administratrice)', roles: ['admin'] },
  { key: 'manager', name: 'Marc Delaunay (responsable)', roles: ['manager', 'agent'] },
  { key: 'agent', name: 'Camille Rousset (instruction)', roles: ['agent'] },
  { key: 'agent2', name: 'Idris Benali (instruction)', roles: ['agent'] },
  { key: 'hm', name: 'Hélène Marchand (évaluatrice)', roles: ['evaluator'] },
  { key: 'pt', name: 'Paul Tessier (évaluateur)', roles: ['evaluator'] },
  { key: 'sk', name: 'Samia Kaci (évaluatrice)', roles: ['evaluator'] },
  { key: 'yl', name: 'Yves Lambert (évaluateur)', roles: ['evaluator'] },
]

export const EVALUATORS: readonly string[] = ['hm', 'pt', 'sk', 'yl']

const FIRST = [
  'Amélie',
  'Bruno',
  'Chloé',
  'Driss',
  'Élise',
  'Farid',
  'Gaëlle',
  'Hugo',
  'Inès',
  'Jules',
  'Karima',
  'Léo',
]
const LAST = ['Durand', 'Morin', 'Petit', 'Lopez', 'Nguyen', 'Garnier', 'Faure', 'Diallo', 'Rey', 'Colin', 'Picard']

/** The owner of the n-th organisation. */
export const ownerName = (index: number): string =>
  `${FIRST[index % FIRST.length] ?? ''} ${LAST[index % LAST.length] ?? ''}`
