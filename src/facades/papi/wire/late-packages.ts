/** The package that reads XML, which is run when there is an error to be read. */
import { createRequire } from 'node:module'
import type * as Xml from 'saxes'
import { whenAsked } from '../../../core/when-asked.ts'

// In what is shipped the package is a file of its own, with all that it needs.
const require = createRequire(import.meta.url)

export const xml: () => typeof Xml = whenAsked(() => require('saxes') as typeof Xml)
