import type { RouteRecordRaw } from 'vue-router'
import type {} from './meta.ts'

export const awardRoutes: readonly RouteRecordRaw[] = []
