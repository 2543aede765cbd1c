/** Typed columns that grow by doubling: what a table holds for each row, without an object for each row. */

export type Column = Float64Array | Uint32Array | Uint16Array | Uint8Array

export function grow<C extends Column>(column: C, length: number): C {
  const larger = new (column.constructor as new (length: number) => C)(length)
  larger.set(column)
  return larger
}
