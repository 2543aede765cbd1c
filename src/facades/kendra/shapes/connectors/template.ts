/** The settings of connectors that are set up by a template: any JSON. */

import type { z } from 'zod'
import { whenAsked } from '../../../../core/when-asked.ts'
import { jsonDocument, structure } from '../constraints.ts'
import type { JsonValue } from '../constraints.ts'
import type { Valid } from '../valid.ts'

/** The settings of the connector. */
export interface TemplateConfiguration {
  Template?: JsonValue | undefined
}

/** The settings of the connector. */
export const templateConfiguration: () => z.ZodType<Valid<TemplateConfiguration>, TemplateConfiguration> =
  whenAsked(() =>
    structure({
      Template: jsonDocument().optional(),
    }),
  )
