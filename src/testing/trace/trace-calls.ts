/**
 * Calls: each takes effect once, or once more where a rule has it delivered again; a reply comes at most once, after the
 * effect, and never across a restart. What rules do to a call, and the puts that it makes, stand beside its effect.
 */
import type { TraceLine } from '../../index.ts'
import type { Flaw } from './trace-lines.ts'

/** How a call is known at the instant of its effect. */
interface Effects {
  readonly sequence: number
  readonly calls: Set<number>
  readonly corpora: Set<string>
  /** Lines that need a call or a corpus beside them. */
  readonly needs: { readonly line: number; readonly call?: number; readonly corpus?: string }[]
}

export function findBrokenCall(events: readonly TraceLine[]): Flaw | undefined {
  /** Calls that took effect and have no reply yet. */
  const open = new Set<number>()
  const known = new Set<number>()
  const deliveries = new Map<number, number>()
  let now = effectsAt(0)
  for (const [n, event] of events.entries()) {
    const line = n + 1
    if (event.sequence !== now.sequence) {
      const flaw = findUnmet(now)
      if (flaw !== undefined) return flaw
      now = effectsAt(event.sequence)
    }
    if (event.kind === 'called') {
      const { call, corpus } = event
      if (known.has(call)) {
        const left = deliveries.get(call) ?? 0
        if (left === 0)
          return { line, what: `call ${call} takes effect a second time, and no rule has it so` }
        deliveries.set(call, left - 1)
      } else {
        known.add(call)
        open.add(call)
      }
      now.calls.add(call)
      now.corpora.add(corpus)
    } else if (event.kind === 'replied') {
      const { call } = event
      if (!known.has(call)) return { line, what: `call ${call} is answered, and was never made` }
      if (!open.delete(call))
        return { line, what: `call ${call} is answered, and its reply was there or cut off` }
    } else if (event.kind === 'fault' && event.call !== undefined) {
      const { call, effect } = event
      now.needs.push({ line, call })
      if (effect === 'duplicate') deliveries.set(call, (deliveries.get(call) ?? 0) + 1)
    } else if (event.kind === 'accepted' && event.operation === 'put') {
      now.needs.push({ line, corpus: event.corpus })
    } else if (event.kind === 'restarted') open.clear()
  }
  return findUnmet(now)
}

function effectsAt(sequence: number): Effects {
  return { sequence, calls: new Set(), corpora: new Set(), needs: [] }
}

function findUnmet({ calls, corpora, needs }: Effects): Flaw | undefined {
  const unmet = needs.find(
    ({ call, corpus }) =>
      (call !== undefined && !calls.has(call)) || (corpus !== undefined && !corpora.has(corpus)),
  )
  if (unmet === undefined) return undefined
  const { line, call, corpus } = unmet
  return {
    line,
    what:
      call === undefined
        ? `a put is accepted, and no call to ${corpus} takes effect with it`
        : `a rule fires on call ${call}, and the call takes no effect with it`,
  }
}
