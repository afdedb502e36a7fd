export const openData = {}
