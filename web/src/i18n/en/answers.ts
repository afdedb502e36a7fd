export const answers = {
  none: 'Not answered',
  download: 'Download {name}',
  fileUnknown: 'File removed',
  scan: {
    pending: 'being scanned',
    infected: 'refused by the antivirus',
  },
  requested: 'Grant asked for',
  shareOfCharges: 'that is {share} of the charges',
  noBudget: 'The budget is empty.',
  line: 'Line',
  amount: 'Amount',
  total: 'Total',
  sides: {
    charges: 'Charges',
    resources: 'Resources',
    volunteerCharges: 'Use of contributions in kind',
    volunteerResources: 'Contributions in kind',
  },
  funding: { requested: 'asked for', granted: 'granted' },
  balanced: 'Budget in balance',
  unbalanced: 'Budget out of balance by {gap}',
}
