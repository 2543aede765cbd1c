/** The faults of the demo, as plain rules. */
import type { FaultRuleInput } from '../../index.ts'
import type { SourceFile } from './gather-files.ts'
import type { Role } from './roles.ts'

/** From here on, in simulated time, documents that fail to update fail: between the two crawls. */
const BEFORE_SECOND_CRAWL = '12h'

export function faultRules(
  files: readonly SourceFile[],
  roles: readonly Role[],
  kendraBatches: number,
): FaultRuleInput[] {
  const rules: FaultRuleInput[] = [
    {
      name: 'kendra-is-busy',
      on: { operation: 'BatchPutDocument' },
      when: { skip: Math.min(5, kendraBatches - 1) },
      do: { type: 'throttle' },
      limit: { fires: 3 },
    },
    {
      name: 'push-api-stumbles',
      on: { facade: 'papi', operation: 'addDocumentList' },
      do: { type: 'error', error: 'PushAPIException', message: 'The server is busy.' },
      limit: { fires: 1 },
    },
  ]
  const count = new Map<string, number>()
  const named = (kind: string): string => {
    count.set(kind, (count.get(kind) ?? 0) + 1)
    return `${kind}-${count.get(kind)}`
  }
  for (const [index, { id }] of files.entries())
    switch (roles[index]) {
      case 'fails':
        rules.push({
          name: named('cannot-index'),
          on: { facade: 'kendra', document: id },
          do: { type: 'fail', code: 'PARSER_ERROR', reason: 'the parser gave up' },
        })
        break
      case 'failsToUpdate':
        rules.push({
          name: named('cannot-update'),
          on: { facade: 'kendra', document: id },
          when: { from: BEFORE_SECOND_CRAWL },
          do: { type: 'fail', code: 'PARSER_ERROR', reason: 'the parser gave up' },
        })
        break
      case 'lost': {
        const name = named('lose')
        rules.push({ name: `${name}-kendra`, on: { facade: 'kendra', document: id }, do: { type: 'lose' } })
        // The Push API loses the first one only once: the second crawl finds that out and heals it.
        rules.push({
          name: `${name}-papi`,
          on: { facade: 'papi', document: id },
          do: { type: 'lose' },
          limit: name === 'lose-1' ? { fires: 1 } : {},
        })
        break
      }
      case 'crashes':
        rules.push({
          name: named('worker-dies'),
          on: { facade: 'kendra', document: id },
          do: { type: 'crash' },
          limit: { fires: 1 },
        })
        break
      case 'none':
      case 'edited':
      case 'deleted':
      case undefined:
    }
  return rules
}
