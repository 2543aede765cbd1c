import { z } from 'zod'

/** Compiling a shape takes longer than a few checks without that, and most processes need no more than a few. */
const WORTH_COMPILING = 10

/** Builds a shape when it is first asked for, and turns it into code when it is asked for again and again. */
export function compiledWhenBusy<Output, Input>(
  build: () => z.ZodType<Output, Input>,
): () => z.ZodType<Output, Input> {
  let shape: z.ZodType<Output, Input> | undefined
  let asked = 0
  return () => {
    shape ??= build()
    if (asked < WORTH_COMPILING && ++asked === WORTH_COMPILING) shape = z.compile(shape)
    return shape
  }
}
