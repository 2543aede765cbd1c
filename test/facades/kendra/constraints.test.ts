/** Every member of every operation takes and refuses what the service model says: a table generated from the model. */

import fc from 'fast-check'
import { property } from '../../support/property.ts'
import { describe, expect, it } from 'vitest'
import { kendraOperations } from '../../../src/facades/kendra/operations/operations.ts'
import { ValidationException } from '../../../src/facades/kendra/service-exception.ts'
import { validate } from '../../../src/facades/kendra/validation.ts'
import { listPositions, listViolations, operations, pathName, proposeValues } from './service-model.ts'
import type { Position } from './service-model.ts'

type OperationName = keyof typeof kendraOperations

const names = Object.keys(kendraOperations) as OperationName[]

/** The message of the refusal, if the input is refused. */
function messageOf(operation: OperationName, input: unknown): string | undefined {
  try {
    validate<unknown>(kendraOperations[operation].schema(), input)
    return undefined
  } catch (error) {
    if (error instanceof ValidationException) return error.message
    throw error
  }
}

/** What our shape has against an input, in the words of `listViolations`. */
function refusalsOf(operation: OperationName, input: unknown): string[] {
  const violation = / at '([^']*)' failed to satisfy constraint: (.*?)(?=; Value|$)/gs
  const refusals = [...(messageOf(operation, input) ?? '').matchAll(violation)]
  return refusals.map(([, path, ending]) => `${path}: ${ending}`).sort()
}

function expectedRefusals(operation: OperationName, input: unknown): string[] {
  return listViolations(operations[operation]!.input.shape, input)
}

it('covers every operation of the trimmed model', () => {
  expect(names.toSorted()).toEqual(Object.keys(operations).toSorted())
})

describe.each(names)('%s', (operation) => {
  const positions = listPositions(operation).map((position) => [pathName(position.path), position] as const)

  it.each(positions)('takes and refuses at %s what the model does', (_, { shape, inputWith }) => {
    const inputs = proposeValues(shape).map(inputWith)
    const expected = inputs.map((input) => expectedRefusals(operation, input))
    // The table proves nothing where nothing is accepted or nothing is refused.
    expect(expected.some((refusals) => refusals.length === 0)).toBe(true)
    expect(expected.some((refusals) => refusals.length > 0)).toBe(true)
    inputs.forEach((input, index) => expect(refusalsOf(operation, input)).toEqual(expected[index]))
  })

  const place = fc.constantFrom(...positions.map(([, position]) => position))
  const anything = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withSparseArray: true,
    withTypedArray: true,
  })

  property.prop([place, anything])(
    'refuses garbage anywhere with a ValidationException that counts its violations',
    (position: Position, garbage) => {
      const input = position.inputWith(garbage)
      // Garbage may look like a part of the message: what can be told for certain is how many violations it speaks of.
      const count = expectedRefusals(operation, input).length
      const expected =
        count === 0
          ? undefined
          : expect.stringMatching(new RegExp(`^${count} validation errors? detected: Value `))
      expect(messageOf(operation, input)).toEqual(expected)
    },
  )
})
