/**
 * The whole life cycle as one table, to be read by people: what each event makes of each state. Nothing of it is
 * computed: whoever changes a rule changes the cells that it means.
 */
import { describe, expect, it } from 'vitest'
import {
  encode,
  type LifeCycle,
  LIFE_CYCLE_EVENTS,
  type LifeCycleEvent,
  nextCode,
  PUSHED,
  SETTLED,
  STATES,
  transition,
  UNDER_WAY,
  UNKNOWN,
} from '../../src/core/life-cycle.ts'

/*
 * A state in three letters:
 *   1  what the document rests on    - absent   I indexed   U updated   F failed   X update-failed (I, U and X are live)
 *   2  the durable revision at work  - none     p put, waits   P put, being indexed   d delete, waits   D delete, being indexed
 *   3  what is pushed, not durable   - none     p put   d delete
 * A cell is the state after the event; a dot: the event changes nothing.
 */
const TABLE = `
      |  put   del   sync  begin ok    fail  lose  restart
  --- |  --p   --d   .     .     .     .     .     .
  I-- |  I-p   I-d   .     .     .     .     .     .
  U-- |  U-p   U-d   .     .     .     .     .     .
  F-- |  F-p   F-d   .     .     .     .     .     .
  X-- |  X-p   X-d   .     .     .     .     .     .

  -p- |  -pp   -pd   .     -P-   .     .     .     .
  Ip- |  Ipp   Ipd   .     IP-   .     .     .     .
  Up- |  Upp   Upd   .     UP-   .     .     .     .
  Fp- |  Fpp   Fpd   .     FP-   .     .     .     .
  Xp- |  Xpp   Xpd   .     XP-   .     .     .     .

  -P- |  -Pp   -Pd   .     .     I--   F--   ---   -p-
  IP- |  IPp   IPd   .     .     U--   X--   ---   Ip-
  UP- |  UPp   UPd   .     .     U--   X--   ---   Up-
  FP- |  FPp   FPd   .     .     I--   F--   ---   Fp-
  XP- |  XPp   XPd   .     .     U--   X--   ---   Xp-

  -d- |  -dp   -dd   .     -D-   .     .     .     .
  Id- |  Idp   Idd   .     ID-   .     .     .     .
  Ud- |  Udp   Udd   .     UD-   .     .     .     .
  Fd- |  Fdp   Fdd   .     FD-   .     .     .     .
  Xd- |  Xdp   Xdd   .     XD-   .     .     .     .

  -D- |  -Dp   -Dd   .     .     ---   ---   .     -d-
  ID- |  IDp   IDd   .     .     ---   I--   .     Id-
  UD- |  UDp   UDd   .     .     ---   U--   .     Ud-
  FD- |  FDp   FDd   .     .     ---   F--   .     Fd-
  XD- |  XDp   XDd   .     .     ---   X--   .     Xd-

  --p |  .     --d   -p-   .     .     .     .     ---
  I-p |  .     I-d   Ip-   .     .     .     .     I--
  U-p |  .     U-d   Up-   .     .     .     .     U--
  F-p |  .     F-d   Fp-   .     .     .     .     F--
  X-p |  .     X-d   Xp-   .     .     .     .     X--

  -pp |  .     -pd   -p-   -Pp   .     .     .     -p-
  Ipp |  .     Ipd   Ip-   IPp   .     .     .     Ip-
  Upp |  .     Upd   Up-   UPp   .     .     .     Up-
  Fpp |  .     Fpd   Fp-   FPp   .     .     .     Fp-
  Xpp |  .     Xpd   Xp-   XPp   .     .     .     Xp-

  -Pp |  .     -Pd   -p-   .     I-p   F-p   --p   -p-
  IPp |  .     IPd   Ip-   .     U-p   X-p   --p   Ip-
  UPp |  .     UPd   Up-   .     U-p   X-p   --p   Up-
  FPp |  .     FPd   Fp-   .     I-p   F-p   --p   Fp-
  XPp |  .     XPd   Xp-   .     U-p   X-p   --p   Xp-

  -dp |  .     -dd   -p-   -Dp   .     .     .     -d-
  Idp |  .     Idd   Ip-   IDp   .     .     .     Id-
  Udp |  .     Udd   Up-   UDp   .     .     .     Ud-
  Fdp |  .     Fdd   Fp-   FDp   .     .     .     Fd-
  Xdp |  .     Xdd   Xp-   XDp   .     .     .     Xd-

  -Dp |  .     -Dd   -p-   .     --p   --p   .     -d-
  IDp |  .     IDd   Ip-   .     --p   I-p   .     Id-
  UDp |  .     UDd   Up-   .     --p   U-p   .     Ud-
  FDp |  .     FDd   Fp-   .     --p   F-p   .     Fd-
  XDp |  .     XDd   Xp-   .     --p   X-p   .     Xd-

  --d |  --p   .     -d-   .     .     .     .     ---
  I-d |  I-p   .     Id-   .     .     .     .     I--
  U-d |  U-p   .     Ud-   .     .     .     .     U--
  F-d |  F-p   .     Fd-   .     .     .     .     F--
  X-d |  X-p   .     Xd-   .     .     .     .     X--

  -pd |  -pp   .     -d-   -Pd   .     .     .     -p-
  Ipd |  Ipp   .     Id-   IPd   .     .     .     Ip-
  Upd |  Upp   .     Ud-   UPd   .     .     .     Up-
  Fpd |  Fpp   .     Fd-   FPd   .     .     .     Fp-
  Xpd |  Xpp   .     Xd-   XPd   .     .     .     Xp-

  -Pd |  -Pp   .     -d-   .     I-d   F-d   --d   -p-
  IPd |  IPp   .     Id-   .     U-d   X-d   --d   Ip-
  UPd |  UPp   .     Ud-   .     U-d   X-d   --d   Up-
  FPd |  FPp   .     Fd-   .     I-d   F-d   --d   Fp-
  XPd |  XPp   .     Xd-   .     U-d   X-d   --d   Xp-

  -dd |  -dp   .     -d-   -Dd   .     .     .     -d-
  Idd |  Idp   .     Id-   IDd   .     .     .     Id-
  Udd |  Udp   .     Ud-   UDd   .     .     .     Ud-
  Fdd |  Fdp   .     Fd-   FDd   .     .     .     Fd-
  Xdd |  Xdp   .     Xd-   XDd   .     .     .     Xd-

  -Dd |  -Dp   .     -d-   .     --d   --d   .     -d-
  IDd |  IDp   .     Id-   .     --d   I-d   .     Id-
  UDd |  UDp   .     Ud-   .     --d   U-d   .     Ud-
  FDd |  FDp   .     Fd-   .     --d   F-d   .     Fd-
  XDd |  XDp   .     Xd-   .     --d   X-d   .     Xd-
`

const COLUMNS: readonly LifeCycleEvent[] = [
  'push-put',
  'push-delete',
  'sync',
  'begin',
  'succeed',
  'fail',
  'lose',
  'restart',
]

function letters({ settled, underWay, pushed }: LifeCycle): string {
  return (
    { absent: '-', indexed: 'I', updated: 'U', failed: 'F', 'update-failed': 'X' }[settled] +
    { none: '-', 'put-durable': 'p', 'put-indexing': 'P', 'delete-durable': 'd', 'delete-indexing': 'D' }[
      underWay
    ] +
    { none: '-', put: 'p', delete: 'd' }[pushed]
  )
}

const rows = TABLE.split('\n')
  .filter((line) => line.includes('|'))
  .slice(1)
  .map((line) => {
    const [state, cells] = line.split('|') as [string, string]
    return { state: state.trim(), cells: cells.trim().split(/ +/) }
  })

const stateOf = new Map(STATES.map((state) => [letters(state), state]))

describe('the life cycle', () => {
  it('has a row for every state and a column for every event', () => {
    expect(rows.map(({ state }) => state).sort()).toEqual([...stateOf.keys()].sort())
    expect(rows).toHaveLength(SETTLED.length * UNDER_WAY.length * PUSHED.length)
    expect(rows.filter(({ cells }) => cells.length !== COLUMNS.length)).toEqual([])
    expect([...COLUMNS].sort()).toEqual([...LIFE_CYCLE_EVENTS].sort())
  })

  it.each(rows)('goes on from $state as its row says', ({ state, cells }) => {
    const before = stateOf.get(state) as LifeCycle
    const after = COLUMNS.map((event) => letters(transition(before, event)))
    const expected = cells.map((cell) => (cell === '.' ? state : cell))
    expect(Object.fromEntries(COLUMNS.map((event, i) => [event, after[i]]))).toEqual(
      Object.fromEntries(COLUMNS.map((event, i) => [event, expected[i]])),
    )
  })

  it('is the same over the codes of states', () => {
    for (const state of STATES)
      for (const event of LIFE_CYCLE_EVENTS)
        expect([letters(state), event, nextCode(encode(state), event)]).toEqual([
          letters(state),
          event,
          encode(transition(state, event)),
        ])
  })

  it('gives each state a code of one byte, and finds the state by it', () => {
    expect(STATES.map((state) => encode(state))).toEqual(STATES.map((_, code) => code))
    expect(STATES.length).toBeLessThanOrEqual(256)
    expect(STATES[UNKNOWN]).toEqual({ settled: 'absent', underWay: 'none', pushed: 'none' })
  })

  it('never changes a state in place', () => {
    expect(STATES.every((state) => Object.isFrozen(state))).toBe(true)
  })
})

/** The decisions where sources are silent (DESIGN.md), played from the first event to the last. */
const STORIES: readonly [decision: string, events: string, end: string][] = [
  ['a delete while the first put is pending ends absent', 'put sync begin del sync begin ok', '---'],
  [
    'a put over the pending delete of a live document ends updated',
    'put sync begin ok del sync begin put sync begin ok',
    'U--',
  ],
  [
    'a put over the pending delete of a document that never was ends indexed',
    'put sync begin del sync begin put sync begin ok',
    'I--',
  ],
  ['a failed delete keeps what was there', 'put sync begin ok del sync begin fail', 'I--'],
  ['a failed delete of a failed document keeps it failed', 'put sync begin fail del sync begin fail', 'F--'],
  [
    'a put over a failed update can succeed',
    'put sync begin ok put sync begin fail put sync begin ok',
    'U--',
  ],
  [
    'a put over a failed update can fail again',
    'put sync begin ok put sync begin fail put sync begin fail',
    'X--',
  ],
  ['a put over a failure with nothing live can succeed', 'put sync begin fail put sync begin ok', 'I--'],
  ['a put over a failure with nothing live can fail again', 'put sync begin fail put sync begin fail', 'F--'],
  ['a put that is not durable supersedes nothing', 'put sync begin put ok', 'I-p'],
  [
    'a durable put supersedes the one being indexed, whose late end changes nothing',
    'put sync begin put sync ok',
    '-p-',
  ],
  ['a lost document is absent, what was live included', 'put sync begin ok put sync begin lose', '---'],
  ['a restart forgets an unsynced put', 'put restart', '---'],
  ['a restart forgets an unsynced replacement', 'put sync begin ok put restart', 'I--'],
  ['a restart undoes an unsynced delete', 'put sync begin ok del restart', 'I--'],
  ['a restart spares a synced delete', 'put sync begin ok del sync restart begin ok', '---'],
  ['a restart has what was being indexed begin again', 'put sync begin restart', '-p-'],
  [
    'a document that was deleted and is put again is indexed, not updated',
    'put sync begin ok del sync begin ok put sync begin ok',
    'I--',
  ],
]

describe('the decisions', () => {
  it.each(STORIES)('%s', (_, events, end) => {
    const header = TABLE.split('\n')[1]?.split('|')[1]?.trim().split(/ +/) ?? []
    const state = events
      .split(' ')
      .reduce<LifeCycle>(
        (before, event) => transition(before, COLUMNS[header.indexOf(event)] as LifeCycleEvent),
        STATES[UNKNOWN] as LifeCycle,
      )
    expect(letters(state)).toBe(end)
  })
})
