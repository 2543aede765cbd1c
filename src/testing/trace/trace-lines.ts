/** The lines of a trace as events: each one is canonical JSON of a known kind, with all that belongs to it. */
import type { TraceLine } from '../../index.ts'

/** What is wrong with a trace, and where. */
export interface Flaw {
  /** From 1. */
  readonly line: number
  readonly what: string
}

export type ParsedTrace =
  | { readonly kind: 'events'; readonly events: readonly TraceLine[] }
  | { readonly kind: 'flaw'; readonly flaw: Flaw }

/** The events, or the first line that is none. */
export function parseTrace(lines: readonly string[]): ParsedTrace {
  const events: TraceLine[] = []
  for (const [n, line] of lines.entries()) {
    const event = parseLine(line)
    if (typeof event === 'string') return { kind: 'flaw', flaw: { line: n + 1, what: event } }
    events.push(event)
  }
  return { kind: 'events', events }
}

/** The event, or what is wrong with the line. */
function parseLine(line: string): TraceLine | string {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return 'it is not JSON'
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'it is not an object'
  const members = value as Readonly<Record<string, unknown>>
  const kind = String(members['kind'])
  if (!isKind(kind)) return `there is no event ${JSON.stringify(members['kind'])}`
  const expected: MembersOf = { at: 'number', sequence: 'number', kind: 'string', ...MEMBERS[kind] }
  for (const [name, type] of Object.entries(expected)) {
    const member = members[name]
    if (member === undefined && type.endsWith('?')) continue
    if (!hasType(member, type.replace('?', '')))
      return `its ${name} is ${JSON.stringify(member) ?? 'left out'}; expected ${TYPES[type.replace('?', '') as Type]}`
  }
  const names = Object.keys(members)
  const unknown = names.find((name) => !Object.hasOwn(expected, name))
  if (unknown !== undefined) return `no event ${kind} has a member ${unknown}`
  const isSorted = names.every((name, n) => n === 0 || (names[n - 1] as string) < name)
  if (!isSorted || JSON.stringify(value) !== line)
    return 'it is not canonical JSON: members in the order of their names, no spaces'
  return value as TraceLine
}

const TYPES = {
  number: 'a whole number from 0',
  string: 'a text',
  texts: 'a list of texts',
  digest: '16 hexadecimal digits',
} as const
type Type = keyof typeof TYPES
type MembersOf = Readonly<Record<string, Type | `${Type}?`>>

const ON_DOCUMENT = { corpus: 'string', document: 'string', revision: 'number' } as const

/** What each kind of event has beside its kind, time and sequence; with a question mark: where there is something to say. */
const MEMBERS: { readonly [kind in TraceLine['kind']]: MembersOf } = {
  called: { call: 'number', operation: 'string', corpus: 'string', documents: 'texts', error: 'string?' },
  replied: { call: 'number' },
  accepted: { ...ON_DOCUMENT, operation: 'string', serial: 'number', stamp: 'string?' },
  seeded: { ...ON_DOCUMENT, digest: 'digest', stamp: 'string?' },
  synced: { corpus: 'string', serial: 'number' },
  superseded: ON_DOCUMENT,
  indexed: { ...ON_DOCUMENT, digest: 'digest', textBytes: 'number', unread: 'string?' },
  deleted: ON_DOCUMENT,
  failed: { ...ON_DOCUMENT, code: 'string', reason: 'string', rule: 'string?' },
  lost: { ...ON_DOCUMENT, rule: 'string' },
  died: { ...ON_DOCUMENT, attempt: 'number', death: 'string', rule: 'string' },
  fault: {
    effect: 'string',
    rule: 'string',
    call: 'number?',
    corpus: 'string?',
    document: 'string?',
    revision: 'number?',
  },
  resource: { corpus: 'string', resource: 'string', state: 'string' },
  restarted: {},
}

function isKind(kind: string): kind is TraceLine['kind'] {
  return Object.hasOwn(MEMBERS, kind)
}

function hasType(value: unknown, type: string): boolean {
  switch (type as Type) {
    case 'number':
      return Number.isSafeInteger(value) && (value as number) >= 0
    case 'string':
      return typeof value === 'string'
    case 'texts':
      return Array.isArray(value) && value.every((text) => typeof text === 'string')
    case 'digest':
      return typeof value === 'string' && /^[\da-f]{16}$/.test(value)
  }
}
