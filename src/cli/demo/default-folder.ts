/** Where the demo finds some hundreds of real files without being told: the tree that this package lies in. */
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const PACKAGE = path.dirname(fileURLToPath(import.meta.resolve('#package')))

/** The package's own tree with what it has installed; where the package is installed itself, all that lies beside it. */
export function defaultFolder(): string {
  const parent = path.dirname(PACKAGE)
  return path.basename(parent) === 'node_modules' ? parent : PACKAGE
}
