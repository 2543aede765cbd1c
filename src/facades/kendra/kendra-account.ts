/** What an account holds in one region of one simulated world. */
import type { Simulation } from '../../core/simulation.ts'
import type { KendraIndex } from './kendra-index.ts'
import type { StatusWhileDeleting } from './kendra-status.ts'
import { ResourceNotFoundException } from './service-exception.ts'

export interface KendraSettings {
  readonly statusWhileDeleting: StatusWhileDeleting
}

export class KendraAccount {
  readonly simulation: Simulation
  readonly settings: KendraSettings
  readonly indices: Map<string, KendraIndex> = new Map()

  constructor(simulation: Simulation, settings: KendraSettings) {
    this.simulation = simulation
    this.settings = settings
  }

  /** The index, in whatever state it is. Throws a ResourceNotFoundException. */
  index(id: string): KendraIndex {
    const index = this.indices.get(id)
    if (index === undefined) throw new ResourceNotFoundException(`Index ${id} doesn't exist.`)
    return index
  }
}
