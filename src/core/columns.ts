/** Typed columns that grow by doubling: what a table holds for each row, without an object for each row. */

/** An empty column has room for so many rows. */
export const LEAST_ROWS = 16

export type Column = Float64Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>

export function grow<C extends Column>(column: C, length: number): C {
  const larger = new (column.constructor as new (length: number) => C)(length)
  larger.set(column)
  return larger
}

/** A saved column, with room for more rows of so many elements. */
export function loadColumn<C extends Column>(saved: C, width = 1): C {
  return grow(saved, Math.max(LEAST_ROWS * width, saved.length))
}
