/** The applicant’s organisations. */
export const organisations = {}
