import { describe, expect, it } from 'vitest'
import { nearestName } from '../../src/input/nearest-name.ts'

const KNOWN = ['IndexId', 'RoleArn', 'Documents', 'Title', 'Id']

describe('the nearest name', () => {
  it.each([
    ['Docments', 'Documents'],
    ['documents', 'Documents'],
    ['Titel', 'Title'],
    ['ID', 'Id'],
    ['IndexIds', 'IndexId'],
    ['ndexId', 'IndexId'],
  ])('of %s is %s', (name, meant) => {
    expect(nearestName(name, KNOWN)).toBe(meant)
  })

  it.each(['', 'X', 'Metadata', 'Ti', 'Documents'.repeat(1_000)])('of %s is none', (name) => {
    expect(nearestName(name, KNOWN)).toBeUndefined()
  })
})
