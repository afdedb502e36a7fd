export { openReports, remindReports } from './reminders.service.ts'
export { reportRoutes } from './reports.routes.ts'
