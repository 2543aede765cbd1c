/** The package that reads XML, which is run when there is an error to be read. */
import { createRequire } from 'node:module'
import type * as Xml from 'saxes'
import { whenAsked } from '../../../core/when-asked.ts'

// The build takes this line away: the package is in the bundle then, and `require` is the bundler's.
const require = createRequire(import.meta.url)

export const xml: () => typeof Xml = whenAsked(() => require('saxes') as typeof Xml)
