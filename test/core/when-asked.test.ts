import { expect, it, vi } from 'vitest'
import { whenAsked } from '../../src/core/when-asked.ts'

it('builds nothing before it is asked, and then once, undefined too', () => {
  const build = vi.fn<() => undefined>(() => undefined)
  const value = whenAsked(build)
  expect(build).not.toHaveBeenCalled()
  value()
  value()
  expect(build).toHaveBeenCalledTimes(1)
})
