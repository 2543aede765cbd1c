/** How often the same thing came, where what comes side by side counts once. */
import { expect, it } from 'vitest'
import { Occurrences } from '../../src/core/occurrences.ts'

it('counts each key by itself, from 1', () => {
  const occurrences = new Occurrences<string>()
  const keys = ['a', 'b', 'a', 'a', 'b']
  expect(keys.map((key) => occurrences.count(key, undefined))).toEqual([1, 1, 2, 3, 2])
})

it('counts what comes in one round once', () => {
  const occurrences = new Occurrences<string>()
  const rounds = [1, 1, 1, 2, 2, 5]
  expect(rounds.map((round) => occurrences.count('a', round))).toEqual([1, 1, 1, 2, 2, 3])
})
