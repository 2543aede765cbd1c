/** The control routes, all of them. What changes something is a POST or a DELETE, and replies when it is done. */
import { whenAsked } from '../../../core/when-asked.ts'
import { clockRoutes } from './clock-routes.ts'
import { faultRoutes } from './fault-routes.ts'
import { lookingRoutes } from './looking-routes.ts'
import { resourceRoutes } from './resource-routes.ts'
import type { Route } from './route.ts'

export const routes: () => readonly Route[] = whenAsked(() => [
  ...clockRoutes(),
  ...lookingRoutes(),
  ...faultRoutes(),
  ...resourceRoutes(),
])
