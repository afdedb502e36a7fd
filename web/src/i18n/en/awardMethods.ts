export const awardMethods = {
  label: 'How the envelope is awarded',
  kinds: {
    rankAndCut: 'In the order of the ranking',
    tiers: 'By tiers of scores',
    proportional: 'In proportion',
    equalShares: 'In equal shares',
  },
  about: {
    rankAndCut:
      'Each file gets what it asks for, in the order of scores, until the envelope ends. The easiest to explain.',
    tiers: 'The score gives a right to a share of the request: all, a part, or nothing.',
    proportional:
      'All ranked files share the envelope, between their floor and their ceiling, in proportion to what they may get.',
    equalShares: 'All ranked files get the same; who asks for less gets its request, and the rest goes to the others.',
  },
  example: {
    intro:
      'Example: €40,000 for A €15,000 (90 points), B €12,000 (85), C €10,000 (80), D €6,000 (80), E €5,000 (75), F €3,000 (70), G €8,000 (60).',
    rankAndCut: 'A €15,000, B €12,000, C €10,000; €3,000 are left, D does not fit.',
    tiers:
      'All from 85 points, 70% from 75, 40% below: rights of €46,100. In order: A €15,000, B €12,000, C €7,000, D €4,200. Or all reduced: A €13,015, B €10,412, C €6,074, D €3,644, E €3,037, F €1,041, G €2,777.',
    proportional: 'A €10,169, B €8,135, C €6,780, D €4,068, E €3,390, F €2,034, G €5,424.',
    equalShares: 'A, B, C and G €6,500, D €6,000, E €5,000, F €3,000.',
  },
  overflowLabel: 'When the rights exceed the envelope',
  overflow: { rankAndCut: 'serve in the order of the ranking', scaleDown: 'reduce all amounts' },
  weightByLabel: 'In proportion to',
  weightBy: { request: 'requests', scoreTimesRequest: 'requests times scores' },
  tiersLabel: 'Tiers of scores',
  minScore: 'Tier {number}, from',
  rate: 'Share, tier {number}',
  points: 'points',
  addTier: 'Add a tier',
  removeTier: 'Remove tier {number}',
}
