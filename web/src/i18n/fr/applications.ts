/** The applicant’s own files: lists, receipt, decision. */
export const applications = {}
