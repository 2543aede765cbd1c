/** What is seen while something is counted: lines in a log, a bar on a terminal, nothing of what is soon over. */
import { PassThrough } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'
import { afterEach, describe, expect, it, vi } from 'vitest'

let now = 0
vi.spyOn(process.hrtime, 'bigint').mockImplementation(() => BigInt(now) * 1_000_000n)
const { createLateProgress, createProgress } = await import('../../src/testing/progress.ts')

afterEach(() => {
  now = 0
})

function stream(isTTY: boolean): { stream: NodeJS.WriteStream; written: () => string } {
  const through = new PassThrough({ encoding: 'utf8' })
  const shown = Object.assign(through, {
    isTTY,
    columns: 100,
    cursorTo() {},
    clearLine() {},
    moveCursor() {},
  })
  let text = ''
  through.on('data', (part: string) => (text += part))
  return {
    stream: shown as unknown as NodeJS.WriteStream,
    written: () => stripVTControlCharacters(text),
  }
}

describe('in a log', () => {
  it('is a line every three seconds, and none after its end', () => {
    const log = stream(false)
    const progress = createProgress(log.stream, 'indexsim explore')
    progress.start(100, 'seeds')
    for (let step = 0; step < 10; step++) {
      now += 1_000
      progress.step(2)
    }
    progress.say('a seed fails; making it smaller')
    progress.stop()
    now += 10_000
    progress.step(1)
    expect(log.written().split('\n')).toEqual([
      'indexsim explore: 6 of 100 (seeds)',
      'indexsim explore: 12 of 100 (seeds)',
      'indexsim explore: 18 of 100 (seeds)',
      '',
    ])
  })
})

describe('on a terminal', () => {
  it('is a bar with its count in words', () => {
    const terminal = stream(true)
    const progress = createProgress(terminal.stream, 'indexsim explore')
    progress.start(4, 'seeds')
    progress.step(1)
    progress.stop()
    expect(terminal.written()).toContain('1 of 4 (seeds)')
    expect(terminal.written()).toMatch(/#+\.+/)
  })

  it('shows nothing of what is over within a second', () => {
    const terminal = stream(true)
    const soon = createLateProgress(terminal.stream, 'explore')
    soon.start(2, 'seeds')
    now += 900
    soon.step(2)
    soon.stop()
    expect(terminal.written()).toBe('')
    const late = createLateProgress(terminal.stream, 'explore')
    late.start(2, 'seeds')
    now += 1_100
    late.step(1)
    late.stop()
    expect(terminal.written()).toContain('1 of 2 (seeds)')
  })
})
