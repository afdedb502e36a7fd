import { Type, type Static } from 'typebox'
import { Cents, Day, Instant, Line, Nullable, Strict, Text, Uuid } from '../kit/primitives.ts'

/** Who pays: the département. Its SIRET is configuration. */
export const Funder = Strict({ name: Line(200), siret: Nullable(Line(14)) }, 'Funder')

/** One award of a published call that was neither renounced nor ended: what the law lets anyone know of it. */
export const OpenGrant = Strict(
  {
    grantId: Uuid,
    callId: Uuid,
    callCode: Line(10),
    callTitle: Line(200),
    /** Number of the application, e.g. `PE1-0029`. */
    number: Line(40),
    beneficiary: Strict({
      name: Line(200),
      siren: Nullable(Line(9)),
      siret: Nullable(Line(14)),
      rna: Nullable(Line(10)),
      communeCode: Line(5),
      communeName: Line(100),
    }),
    /** Title of the project. */
    purpose: Line(300),
    amountCents: Cents,
    requestedCents: Cents,
    /** Day of the decision, in Paris. */
    decidedOn: Day,
    /** What the beneficiary got in awards of that calendar year, all calls together, in cents. */
    yearTotalCents: Cents,
    /** Above 23,000 € a year to one beneficiary: three months after the decision (décret 2017-779); else null. */
    publishBy: Nullable(Day),
    isDemo: Type.Boolean(),
  },
  'OpenGrant',
)
export type OpenGrant = Static<typeof OpenGrant>

/** All awards of a year, whole: a program that replaces what it holds of that year loses nothing. */
export const OpenYear = Strict(
  {
    year: Type.Integer(),
    funder: Funder,
    licence: Line(100),
    totalCents: Cents,
    items: Type.Array(OpenGrant),
  },
  'OpenYear',
)
export type OpenYear = Static<typeof OpenYear>

export const OpenYearSummary = Strict(
  {
    year: Type.Integer(),
    grantCount: Type.Integer({ minimum: 0 }),
    totalCents: Cents,
    /** Of these, how many stand above the threshold from which publication is compulsory. */
    compulsoryCount: Type.Integer({ minimum: 0 }),
    /** Beneficiaries without a SIRET: some tools refuse such lines. */
    withoutSiretCount: Type.Integer({ minimum: 0 }),
    updatedAt: Instant,
  },
  'OpenYearSummary',
)
export type OpenYearSummary = Static<typeof OpenYearSummary>

/** A call as an aid scheme: schema-dispositif-aide 0.2.0 (schema.data.gouv.fr), whose names stay French. */
export const Aid = Strict(
  {
    id: Uuid,
    titre: Line(200),
    promesse: Nullable(Text(180)),
    description: Text(5_000),
    eligibilite: Text(5_000),
    types_aides: Line(100),
    porteurs: Type.Array(
      Strict({ nom: Line(200), siren: Nullable(Line(9)), roles: Type.Array(Line(40), { maxItems: 5 }) }),
      { maxItems: 10 },
    ),
    programmes_parents: Line(200),
    url_source: Line(300),
    cibles: Line(100),
    eligibilite_geographique: Line(2_000),
    eligibilite_geographique_exclusions: Nullable(Line(2_000)),
    date_ouverture: Nullable(Instant),
    date_cloture: Nullable(Instant),
    date_mise_a_jour: Instant,
  },
  'Aid',
)
export type Aid = Static<typeof Aid>

const Organisation360 = Strict({ id: Line(80), name: Line(200) })

/** 360Giving 1.4: what its required fields say of a grant. */
export const GivingPackage = Strict(
  {
    grants: Type.Array(
      Strict({
        id: Line(80),
        title: Line(300),
        description: Line(500),
        currency: Type.Literal('EUR'),
        /** Euros, as the standard asks; exact to the cent. */
        amountAwarded: Type.Number(),
        amountAppliedFor: Type.Number(),
        awardDate: Day,
        recipientOrganization: Type.Array(Organisation360, { minItems: 1, maxItems: 1 }),
        fundingOrganization: Type.Array(Organisation360, { minItems: 1, maxItems: 1 }),
        grantProgramme: Type.Array(Strict({ code: Line(10), title: Line(200) }), { minItems: 1, maxItems: 1 }),
        dateModified: Instant,
      }),
    ),
  },
  'GivingPackage',
)
export type GivingPackage = Static<typeof GivingPackage>

const Distribution = Strict({
  '@type': Type.Literal('dcat:Distribution'),
  'dct:title': Line(200),
  'dcat:accessURL': Strict({ '@id': Line(300) }),
  'dcat:mediaType': Line(60),
  'dct:conformsTo': Type.Optional(Strict({ '@id': Line(300) })),
  'dct:license': Strict({ '@id': Line(300) }),
})

/** DCAT-AP in JSON-LD: what a portal harvests. */
export const Catalog = Strict(
  {
    '@context': Type.Record(Line(20), Line(100)),
    '@id': Line(300),
    '@type': Type.Literal('dcat:Catalog'),
    'dct:title': Line(200),
    'dct:description': Line(500),
    'dct:publisher': Strict({ '@type': Type.Literal('foaf:Agent'), 'foaf:name': Line(200) }),
    'dcat:dataset': Type.Array(
      Strict({
        '@id': Line(300),
        '@type': Type.Literal('dcat:Dataset'),
        'dct:title': Line(200),
        'dct:description': Line(500),
        'dct:modified': Type.Optional(Instant),
        'dcat:distribution': Type.Array(Distribution),
      }),
    ),
  },
  'Catalog',
)
export type Catalog = Static<typeof Catalog>
