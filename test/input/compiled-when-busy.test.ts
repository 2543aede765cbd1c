import { expect, it } from 'vitest'
import { z } from 'zod'
import { compiledWhenBusy } from '../../src/input/compiled-when-busy.ts'

it('gives the shape as it was built at first, and one that checks the same when it is busy', () => {
  const built = z.strictObject({ name: z.string('a name') })
  const shape = compiledWhenBusy(() => built)
  expect(shape()).toBe(built)
  for (let times = 0; times < 10; times++) shape()
  expect(shape()).not.toBe(built)
  for (const input of [{ name: 'a' }, { name: 1 }, { name: 'a', more: 1 }, undefined])
    expect(shape().safeParse(input)).toStrictEqual(built.safeParse(input))
})
