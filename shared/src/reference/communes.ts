export type Commune = {
  /** INSEE code. */
  readonly code: string
  readonly name: string
  readonly postcodes: readonly string[]
  /** SIREN of its établissement public territorial. */
  readonly ept: string
}

/** The établissements publics territoriaux of Hauts-de-Seine, by SIREN. */
export const EPTS: Readonly<Record<string, string>> = {
  '200057966': 'Vallée Sud-Grand Paris',
  '200057974': 'Grand Paris Seine Ouest',
  '200057982': 'Paris Ouest La Défense',
  '200057990': 'Boucle Nord de Seine',
}

/** The 36 communes of Hauts-de-Seine (code officiel géographique, INSEE). */
export const COMMUNES: readonly Commune[] = [
  { code: '92002', name: 'Antony', postcodes: ['92160'], ept: '200057966' },
  { code: '92004', name: 'Asnières-sur-Seine', postcodes: ['92600'], ept: '200057990' },
  { code: '92007', name: 'Bagneux', postcodes: ['92220'], ept: '200057966' },
  { code: '92009', name: 'Bois-Colombes', postcodes: ['92270'], ept: '200057990' },
  { code: '92012', name: 'Boulogne-Billancourt', postcodes: ['92100'], ept: '200057974' },
  { code: '92014', name: 'Bourg-la-Reine', postcodes: ['92340'], ept: '200057966' },
  { code: '92019', name: 'Châtenay-Malabry', postcodes: ['92290'], ept: '200057966' },
  { code: '92020', name: 'Châtillon', postcodes: ['92320'], ept: '200057966' },
  { code: '92022', name: 'Chaville', postcodes: ['92370'], ept: '200057974' },
  { code: '92023', name: 'Clamart', postcodes: ['92140'], ept: '200057966' },
  { code: '92024', name: 'Clichy', postcodes: ['92110'], ept: '200057990' },
  { code: '92025', name: 'Colombes', postcodes: ['92700'], ept: '200057990' },
  { code: '92026', name: 'Courbevoie', postcodes: ['92400'], ept: '200057982' },
  { code: '92032', name: 'Fontenay-aux-Roses', postcodes: ['92260'], ept: '200057966' },
  { code: '92033', name: 'Garches', postcodes: ['92380'], ept: '200057982' },
  { code: '92035', name: 'La Garenne-Colombes', postcodes: ['92250'], ept: '200057982' },
  { code: '92036', name: 'Gennevilliers', postcodes: ['92230'], ept: '200057990' },
  { code: '92040', name: 'Issy-les-Moulineaux', postcodes: ['92130'], ept: '200057974' },
  { code: '92044', name: 'Levallois-Perret', postcodes: ['92300'], ept: '200057982' },
  { code: '92046', name: 'Malakoff', postcodes: ['92240'], ept: '200057966' },
  { code: '92047', name: 'Marnes-la-Coquette', postcodes: ['92430'], ept: '200057974' },
  { code: '92048', name: 'Meudon', postcodes: ['92190', '92360'], ept: '200057974' },
  { code: '92049', name: 'Montrouge', postcodes: ['92120'], ept: '200057966' },
  { code: '92050', name: 'Nanterre', postcodes: ['92000'], ept: '200057982' },
  { code: '92051', name: 'Neuilly-sur-Seine', postcodes: ['92200'], ept: '200057982' },
  { code: '92060', name: 'Le Plessis-Robinson', postcodes: ['92350'], ept: '200057966' },
  { code: '92062', name: 'Puteaux', postcodes: ['92800'], ept: '200057982' },
  { code: '92063', name: 'Rueil-Malmaison', postcodes: ['92500'], ept: '200057982' },
  { code: '92064', name: 'Saint-Cloud', postcodes: ['92210'], ept: '200057982' },
  { code: '92071', name: 'Sceaux', postcodes: ['92330'], ept: '200057966' },
  { code: '92072', name: 'Sèvres', postcodes: ['92310'], ept: '200057974' },
  { code: '92073', name: 'Suresnes', postcodes: ['92150'], ept: '200057982' },
  { code: '92075', name: 'Vanves', postcodes: ['92170'], ept: '200057974' },
  { code: '92076', name: 'Vaucresson', postcodes: ['92420'], ept: '200057982' },
  { code: '92077', name: 'Ville-d’Avray', postcodes: ['92410'], ept: '200057974' },
  { code: '92078', name: 'Villeneuve-la-Garenne', postcodes: ['92390'], ept: '200057990' },
]
