import type { Activity, Subject } from '@progress-ess/shared/partners'
import type { NewAssignmentEvent } from '@progress-ess/shared/referrals'
import type { PartnerKey } from './partners.ts'

/** One act on a story: who does it, how many days ago, and what. */
export type Act =
  | {
      readonly by: Side
      readonly ago: number
      readonly event: Omit<NewAssignmentEvent, 'recipientId'>
      readonly to?: PartnerKey
    }
  | { readonly by: Side; readonly ago: number; readonly contact: boolean }
  | { readonly by: Side; readonly ago: number; readonly says: string }
  | { readonly by: Side; readonly ago: number; readonly does: 'read' | 'withdraw' | 'timers' }
type Side = 'source' | 'recipient'
type From = 'home' | 'cci' | 'cma'

export type Story = {
  readonly from: From
  readonly to: readonly ('home' | PartnerKey)[]
  readonly ago: number
  readonly who: readonly [firstName: string, lastName: string, commune: string]
  readonly structure?: readonly [name: string, siren: string]
  readonly project: readonly [title: string, summary: string]
  readonly subject: Subject
  readonly activity: Activity
  readonly isDraft?: true
  readonly message?: string
  /** Consent covers these too, so that it may be passed on. */
  readonly covers?: readonly PartnerKey[]
  readonly acts: readonly Act[]
}

const read = (ago: number): Act => ({ by: 'recipient', ago, does: 'read' })
const accept = (ago: number, ownerName: string): Act => ({
  by: 'recipient',
  ago,
  event: { event: 'accept', ownerName },
})
const contact = (ago: number, hasReached = true): Act => ({ by: 'recipient', ago, contact: hasReached })
const start = (ago: number): Act => ({ by: 'recipient', ago, event: { event: 'start' } })
const says = (by: Side, ago: number, text: string): Act => ({ by, ago, says: text })
const decline = (ago: number, reasonCode: string, text: string): Act => ({
  by: 'recipient',
  ago,
  event: { event: 'decline', reasonCode, text },
})
const complete = (ago: number, outcomes: NewAssignmentEvent['outcomes'] & object): Act => ({
  by: 'recipient',
  ago,
  event: { event: 'complete', outcomes },
})

const CCI = 'Nadia Ferrand'
const CMA = 'Olivier Sabatier'
const HOME = 'Camille Rousset'

/** In this order: what the timers close comes first, so that they find nothing else. */
export const STORIES: readonly Story[] = [
  {
    from: 'home',
    to: ['cci'],
    ago: 150,
    who: ['Lucie', 'Armand', '92026'],
    subject: 'creation',
    activity: 'commercial',
    project: ['Épicerie de vrac à Courbevoie', 'Une épicerie tenue par ses clients, ouverte le soir.'],
    acts: [read(149), accept(148, CCI), { by: 'source', ago: 27, does: 'timers' }],
  },
  {
    from: 'cma',
    to: ['home'],
    ago: 62,
    who: ['Rémi', 'Gauthier', '92048'],
    subject: 'premises',
    activity: 'artisanal',
    project: ['Atelier partagé de menuiserie', 'Cherche un local de 120 m² avec trois autres artisans.'],
    acts: [{ by: 'source', ago: 31, does: 'timers' }],
  },
  {
    from: 'home',
    to: ['cma'],
    ago: 120,
    who: ['Fatou', 'Cissé', '92050'],
    subject: 'creation',
    activity: 'artisanal',
    project: ['Conserverie des invendus', 'Des invendus de marché transformés en bocaux par une équipe en insertion.'],
    message: 'Très motivée, disponible en journée.',
    acts: [
      read(119),
      accept(118, CMA),
      contact(117),
      start(117),
      says('recipient', 110, 'Premier rendez-vous tenu, le modèle est solide.'),
      complete(70, [
        { code: 'diagnosis_done' },
        { code: 'enterprise_created', siren: '012345674' },
        { code: 'funding_obtained', amountCents: 850_000 },
      ]),
    ],
  },
  {
    from: 'home',
    to: ['cci', 'cma'],
    ago: 95,
    who: ['Thomas', 'Belkacem', '92036'],
    subject: 'business_model',
    activity: 'unknown',
    project: ['La cantine du fleuve', 'Une cantine d’entreprise à prix libre, avec des produits locaux.'],
    acts: [
      read(94),
      accept(93, CCI),
      contact(92),
      start(92),
      complete(50, [{ code: 'appointment_held' }, { code: 'funding_lead' }]),
    ],
  },
  {
    from: 'cci',
    to: ['home'],
    ago: 88,
    who: ['Solène', 'Marchetti', '92012'],
    subject: 'funding',
    activity: 'commercial',
    project: ['Recyclerie sportive', 'Collecte et remise en état de matériel de sport pour les clubs.'],
    acts: [
      read(87),
      accept(86, HOME),
      contact(85),
      start(85),
      complete(60, [{ code: 'information_given' }, { code: 'redirected' }]),
    ],
  },
  {
    from: 'home',
    to: ['tremplin'],
    ago: 80,
    who: ['Youssef', 'Haddad', '92004'],
    subject: 'employment',
    activity: 'unknown',
    project: ['Équipe de quartier', 'Deux emplois d’insertion pour l’entretien des pieds d’immeuble.'],
    acts: [{ by: 'source', ago: 49, does: 'timers' }],
  },
  {
    from: 'home',
    to: ['cci'],
    ago: 75,
    who: ['Maud', 'Perrin', '92051'],
    subject: 'legal_form',
    activity: 'commercial',
    project: ['Crèche coopérative', 'Une crèche que les parents et les salariées possèdent ensemble.'],
    acts: [
      read(74),
      accept(73, CCI),
      contact(72),
      start(71),
      {
        by: 'recipient',
        ago: 40,
        event: { event: 'no_solution', text: 'Aucun statut ne convient tant que le local n’est pas trouvé.' },
      },
    ],
  },
  {
    from: 'home',
    to: ['cma'],
    ago: 58,
    who: ['Killian', 'Vasseur', '92025'],
    subject: 'training',
    activity: 'artisanal',
    project: ['Couture de rue', 'Un triporteur qui répare les vêtements sur les marchés.'],
    acts: [
      read(57),
      accept(56, CMA),
      contact(55, false),
      contact(53, false),
      contact(50, false),
      { by: 'recipient', ago: 49, event: { event: 'unreachable' } },
    ],
  },
  {
    from: 'cma',
    to: ['home'],
    ago: 52,
    who: ['Inaya', 'Rossi', '92073'],
    subject: 'funding',
    activity: 'artisanal',
    project: ['Boulangerie solidaire', 'Un four commun, et le pain suspendu.'],
    acts: [read(51), decline(50, 'not_eligible', 'Le projet relève d’un autre appel, ouvert au printemps.')],
  },
  {
    from: 'home',
    to: ['cci'],
    ago: 45,
    who: ['Paul', 'Étienne', '92014'],
    subject: 'digital',
    activity: 'commercial',
    project: ['Carte des commerces engagés', 'Une carte tenue par les habitants.'],
    acts: [read(44), decline(43, 'at_capacity', 'La liste d’attente dépasse trois mois.')],
  },
  {
    from: 'home',
    to: ['cma'],
    ago: 44,
    who: ['Nora', 'Lemaire', '92032'],
    subject: 'creation',
    activity: 'artisanal',
    project: ['Savonnerie du canal', 'Du savon à partir d’huiles de restauration.'],
    acts: [read(43), decline(42, 'out_of_area', 'La personne s’installe en Seine-et-Marne.')],
  },
  {
    from: 'home',
    to: ['cci'],
    ago: 20,
    who: ['Basile', 'Roux', '92020'],
    subject: 'funding',
    activity: 'unknown',
    covers: ['cma'],
    project: ['Vélo-cargo partagé', 'Six vélos-cargos pour les artisans d’une même rue.'],
    acts: [
      read(19),
      { by: 'recipient', ago: 18, event: { event: 'transfer', text: 'Activité artisanale.' }, to: 'cma' },
    ],
  },
  {
    from: 'home',
    to: ['cci'],
    ago: 36,
    who: ['Clara', 'Nguyen', '92063'],
    subject: 'sales',
    activity: 'commercial',
    project: ['Paniers du pont', 'Des paniers de saison livrés à vélo.'],
    acts: [
      {
        by: 'source',
        ago: 34,
        event: { event: 'cancel', reasonCode: 'person_withdrew', text: 'Elle a trouvé un associé.' },
      },
    ],
  },
  {
    from: 'home',
    to: ['cma', 'tremplin'],
    ago: 33,
    who: ['Gaspard', 'Meunier', '92007'],
    subject: 'premises',
    activity: 'artisanal',
    project: ['Fournil de quartier', 'Un fournil ouvert aux écoles.'],
    message: 'Il préfère être appelé le matin.',
    acts: [read(32), { by: 'source', ago: 30, does: 'withdraw' }],
  },
  {
    from: 'home',
    to: ['cci'],
    ago: 30,
    who: ['Aïcha', 'Bertin', '92040'],
    subject: 'creation',
    activity: 'commercial',
    project: ['Librairie-café associative', 'Une librairie tenue par trente bénévoles et deux salariés.'],
    acts: [
      read(29),
      accept(28, CCI),
      contact(27),
      start(26),
      says('recipient', 20, 'Plan de financement en cours de relecture.'),
    ],
  },
  {
    from: 'cci',
    to: ['home'],
    ago: 26,
    who: ['Damien', 'Colas', '92046'],
    subject: 'transition',
    activity: 'commercial',
    structure: ['Les Bacs Verts', '012345682'],
    project: ['Consigne de quartier', 'Une consigne commune à douze restaurants.'],
    acts: [read(25), accept(24, HOME), contact(23), start(22)],
  },
  {
    from: 'home',
    to: ['cma'],
    ago: 24,
    who: ['Sarah', 'Kowalski', '92009'],
    subject: 'creation',
    activity: 'artisanal',
    project: ['Bijoux de récup’', 'Des bijoux faits de chutes d’ateliers.'],
    acts: [
      read(23),
      accept(22, CMA),
      contact(20),
      start(20),
      { by: 'recipient', ago: 12, event: { event: 'hold', text: 'Congé maternité.' } },
    ],
  },
  {
    from: 'home',
    to: ['cci'],
    ago: 18,
    who: ['Hugo', 'Salvi', '92023'],
    subject: 'business_model',
    activity: 'commercial',
    project: ['Ludothèque mobile', 'Un camion de jeux pour les pieds d’immeuble.'],
    acts: [read(17), accept(15, CCI)],
  },
  {
    from: 'home',
    to: ['cma'],
    ago: 15,
    who: ['Mélanie', 'Tardieu', '92049'],
    subject: 'funding',
    activity: 'artisanal',
    project: ['Atelier vélo des ponts', 'Réparer soi-même, avec de l’aide.'],
    acts: [
      read(14),
      { by: 'recipient', ago: 13, event: { event: 'request_info', text: 'Avez-vous déjà un plan de financement ?' } },
    ],
  },
  {
    from: 'home',
    to: ['cci'],
    ago: 14,
    who: ['Ilyes', 'Fontaine', '92024'],
    subject: 'legal_form',
    activity: 'commercial',
    project: ['Garage solidaire', 'Un garage où l’on paie selon ses moyens.'],
    acts: [
      read(13),
      { by: 'recipient', ago: 12, event: { event: 'request_info', text: 'Combien d’associés sont prévus ?' } },
      { by: 'source', ago: 10, event: { event: 'provide_info', text: 'Cinq, dont deux salariés.' } },
    ],
  },
  {
    from: 'cci',
    to: ['home'],
    ago: 9,
    who: ['Léonie', 'Barbier', '92044'],
    subject: 'funding',
    activity: 'commercial',
    project: ['Halle aux invendus', 'Une halle où les commerçants déposent leurs invendus.'],
    message: 'Elle vise l’appel à projets en cours.',
    acts: [read(8)],
  },
  {
    from: 'cma',
    to: ['home'],
    ago: 6,
    who: ['Oscar', 'Pineau', '92060'],
    subject: 'premises',
    activity: 'artisanal',
    project: ['Poterie partagée', 'Un four et six tours, ouverts le week-end.'],
    acts: [],
  },
  {
    from: 'home',
    to: ['tremplin'],
    ago: 4,
    who: ['Moussa', 'Lavigne', '92035'],
    subject: 'employment',
    activity: 'unknown',
    project: [
      'Conciergerie de la cité',
      'Quatre habitants veulent tenir une conciergerie, et cherchent un premier contrat.',
    ],
    message: 'Il travaille la nuit : à appeler après 15 heures.',
    acts: [],
  },
  {
    from: 'home',
    to: ['cci'],
    ago: 3,
    who: ['Jade', 'Olivier', '92022'],
    subject: 'creation',
    activity: 'commercial',
    project: ['Friperie du parvis', 'Une friperie tenue par un chantier d’insertion.'],
    acts: [],
  },
  {
    from: 'home',
    to: ['cma'],
    ago: 2,
    who: ['Fatou', 'Cissé', '92050'],
    subject: 'creation',
    activity: 'artisanal',
    project: ['Deuxième atelier de conserves', 'Ouvrir un second atelier à Nanterre.'],
    acts: [],
  },
  {
    from: 'home',
    to: ['cci'],
    ago: 1,
    who: ['Simon', 'Delorme', '92019'],
    subject: 'digital',
    activity: 'commercial',
    isDraft: true,
    project: ['Numérique pour tous', 'Des ateliers numériques au marché.'],
    acts: [],
  },
]
