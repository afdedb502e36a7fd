import type { Catalog, OpenYearSummary } from '@progress-ess/shared/open-data'

const LICENCE = 'https://www.etalab.gouv.fr/licence-ouverte-open-licence/'
const CONTEXT = {
  dcat: 'http://www.w3.org/ns/dcat#',
  dct: 'http://purl.org/dc/terms/',
  foaf: 'http://xmlns.com/foaf/0.1/',
}
const SUBSIDIES = 'https://schema.data.gouv.fr/scdl/subventions/'
const AIDS = 'https://schema.data.gouv.fr/etalab/schema-dispositif-aide/'

type Facts = {
  /** Address of `/api/v1`. */
  readonly base: string
  readonly publisher: string
  readonly years: readonly OpenYearSummary[]
}

/** The catalogue of the open files in DCAT-AP: a dataset for the calls, and one for each year of awards. */
export const catalogOf = ({ base, publisher, years }: Facts): Catalog => {
  const file = (title: string, path: string, mediaType: string, schema?: string) => ({
    '@type': 'dcat:Distribution' as const,
    'dct:title': title,
    'dcat:accessURL': { '@id': `${base}${path}` },
    'dcat:mediaType': mediaType,
    ...(schema === undefined ? {} : { 'dct:conformsTo': { '@id': schema } }),
    'dct:license': { '@id': LICENCE },
  })
  return {
    '@context': CONTEXT,
    '@id': `${base}/open-data/catalog`,
    '@type': 'dcat:Catalog',
    'dct:title': 'Progr’ESS : données ouvertes',
    'dct:description': 'Appels à projets de l’économie sociale et solidaire, et subventions attribuées',
    'dct:publisher': { '@type': 'foaf:Agent', 'foaf:name': publisher },
    'dcat:dataset': [
      {
        '@id': `${base}/open-data/aids`,
        '@type': 'dcat:Dataset',
        'dct:title': 'Appels à projets',
        'dct:description': 'Chaque appel publié, avec ses dates, ses critères et son territoire',
        'dcat:distribution': [file('Dispositifs d’aide (JSON)', '/open-data/aids', 'application/json', AIDS)],
      },
      ...years.map(({ year, updatedAt }) => ({
        '@id': `${base}/open-data/years/${year}`,
        '@type': 'dcat:Dataset' as const,
        'dct:title': `Subventions attribuées en ${year}`,
        'dct:description': `Toutes les subventions des appels publiés, décidées en ${year}`,
        'dct:modified': updatedAt,
        'dcat:distribution': [
          file('Subventions (CSV, SCDL)', `/open-data/years/${year}/subventions.csv`, 'text/csv', SUBSIDIES),
          file('Subventions (JSON)', `/open-data/years/${year}`, 'application/json'),
          file('Subventions (360Giving)', `/open-data/years/${year}/360giving.json`, 'application/json'),
        ],
      })),
    ],
  }
}
