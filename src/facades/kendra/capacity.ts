/** How much an index holds: documents, and bytes of extracted text. */
import type { CapacityUnitsConfiguration, IndexEdition } from './shapes/index-shapes.ts'

/** What one storage unit holds. */
export interface Capacity {
  readonly documents: number
  readonly textBytes: number
}

/** What one storage unit holds where it is not what the edition says. */
export interface CapacityOfUnit {
  readonly documents?: number | undefined
  readonly textBytes?: number | undefined
}

/** Amazon's GB may be either kind; ours is the smaller [assumed]. */
const GB = 1e9

/** What an edition has without additional units [doc]; of the third edition nothing is known here [assumed: as Enterprise]. */
const OF_EDITION: { readonly [edition in IndexEdition]: Capacity } = {
  DEVELOPER_EDITION: { documents: 10_000, textBytes: 3 * GB },
  ENTERPRISE_EDITION: { documents: 100_000, textBytes: 30 * GB },
  GEN_AI_ENTERPRISE_EDITION: { documents: 100_000, textBytes: 30 * GB },
}

/** The most units beyond the first [doc]. */
export const MOST_UNITS = 100

/** What an index of this edition holds. */
export function capacityOf(
  edition: IndexEdition,
  { StorageCapacityUnits }: Pick<CapacityUnitsConfiguration, 'StorageCapacityUnits'>,
  unit: CapacityOfUnit,
): Capacity {
  const units = 1 + (StorageCapacityUnits ?? 0)
  return {
    documents: (unit.documents ?? OF_EDITION[edition].documents) * units,
    textBytes: (unit.textBytes ?? OF_EDITION[edition].textBytes) * units,
  }
}
