/** What is there from the start of a server. */
import type { Simulator } from '../../index.ts'
import { UsageError } from '../usage-error.ts'

export interface Resources {
  /** Ids, or `auto` for one that is drawn from the seed. */
  readonly index?: readonly string[]
  readonly dataSource?: readonly SourceName[]
  readonly connector?: readonly string[]
}

export interface SourceName {
  /** The first where it is undefined. */
  readonly index: string | undefined
  readonly id: string
}

export function addResources(
  { kendra, papi }: Simulator,
  { index = [], dataSource = [], connector = [] }: Resources,
): void {
  const indices = index.map((id) => kendra.addIndex(named(id)))
  for (const { index: owner = indices[0], id } of dataSource) {
    if (owner === undefined)
      throw new UsageError('There is no index for --data-source; add one with --index.')
    kendra.addDataSource(owner, named(id))
  }
  for (const name of connector) {
    if (papi.connectors.includes(name))
      throw new UsageError(`--connector ${JSON.stringify(name)} is given twice; expected another name.`)
    papi.connector(name)
  }
}

function named(id: string): { id?: string } {
  return id === 'auto' ? {} : { id }
}
