/** What an exploration that has found nothing has looked for, in words. */
import type { Exploration } from './explore.ts'

/** What a seed could have failed by. */
export function describeChecks({ invariants, sources }: Pick<Exploration, 'invariants' | 'sources'>): string {
  if (invariants + sources === 0)
    return 'checked was only that the scenario does not throw: there are no invariants, and it names no source'
  const held = `${invariants} ${invariants === 1 ? 'invariant' : 'invariants'}`
  const compared = `${sources} ${sources === 1 ? 'corpus' : 'corpora'} against their source`
  return `checked were that the scenario does not throw, ${held}, and ${compared}`
}
