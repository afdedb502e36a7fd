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
    title: 'Example',
    text: 'Eight invented files for {envelope}, under your rules. The amounts follow what you type.',
    file: 'File',
    score: 'Score',
    requested: 'Asks',
    gets: 'Gets',
    left: '{left} left.',
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
