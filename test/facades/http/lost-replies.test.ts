/** Faults that only a socket can show: each is really there on the wire, and the run is the same as without a socket. */
import { afterEach, describe, expect, it } from 'vitest'
import type { LostReplyForm } from '../../../src/core/fault-rule.ts'
import { Simulator } from '../../../src/index.ts'
import { listen } from '../../../src/server.ts'
import { type RawReply, sendRaw } from './raw-http.ts'

const open: { close(): Promise<void> }[] = []

afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

const FORMS: readonly LostReplyForm[] = ['reset', 'half', 'endless', 'slow', 'garbage']

interface Service {
  readonly sim: Simulator
  readonly ask: (patienceMs?: number) => Promise<RawReply>
  /** What a call answers that loses nothing. */
  readonly whole: string
  /** How many documents have come to the service. */
  readonly taken: () => number
}

/** A put to either service as bytes. */
async function serve(facade: 'kendra' | 'papi', form: LostReplyForm): Promise<Service> {
  const sim = new Simulator({ seed: 5, workers: { threads: 0 }, latencyMs: 10 })
  const IndexId = sim.kendra.addIndex()
  sim.papi.connector('c')
  sim.faults.add({ name: 'lost', do: { type: 'dropReply', as: form }, limit: { fires: 1 } })
  const server = await listen(sim)
  open.push(server, sim)
  const put = JSON.stringify({ IndexId, Documents: [{ Id: 'a', Blob: 'YQ==' }] })
  const request =
    facade === 'kendra'
      ? `POST / HTTP/1.1\r\nhost: localhost\r\nx-amz-target: AWSKendraFrontendService.BatchPutDocument\r\ncontent-length: ${put.length}\r\n\r\n${put}`
      : 'GET /papi/4/connectors/c/get_current_session_id HTTP/1.1\r\nhost: localhost\r\n\r\n'
  return {
    sim,
    ask: (patienceMs = 500) => sendRaw(server.url, [request], { patienceMs }),
    whole: facade === 'kendra' ? '{"FailedDocuments":[]}' : '',
    taken: () => sim.calls.length,
  }
}

describe.each(['kendra', 'papi'] as const)('a lost reply of %s', (facade) => {
  it.each(FORMS)(
    'is on the wire as %s, its call has had its effect, and the next is answered',
    async (form) => {
      const { sim, ask, taken } = await serve(facade, form)
      const lost = await ask()
      const { status, headers, body } = await ask()
      expect([status, taken()]).toEqual([200, 2])
      if (facade === 'kendra') expect(sim.documents()).toHaveLength(1)
      const length = Number(headers['content-length'])
      expect(body).toHaveLength(length)
      switch (form) {
        case 'reset':
          expect([lost.text, lost.end]).toEqual(['', 'reset'])
          break
        case 'half':
          expect([lost.status, lost.end, lost.headers['content-length']]).toEqual([
            200,
            'closed',
            `${length}`,
          ])
          expect(lost.body).toBe(body.slice(0, Math.floor(length / 2)))
          break
        case 'endless':
          expect([lost.status, lost.end, lost.headers['transfer-encoding']]).toEqual([
            200,
            'left open',
            'chunked',
          ])
          expect(lost.body).toContain(body)
          expect(lost.body).not.toContain('\r\n0\r\n')
          break
        case 'slow':
          // A byte now and then: more than one, and not all, in the time that was waited.
          expect([lost.status, lost.end, lost.headers['content-length']]).toEqual([200, 'reset', `${length}`])
          expect(lost.body).toBe(body.slice(0, length - 1))
          break
        case 'garbage':
          expect([lost.status, lost.end, lost.body.length]).toEqual([200, 'left open', length])
          expect(lost.body).not.toContain(body)
          expect(() => JSON.parse(lost.body) as unknown).toThrow(SyntaxError)
          break
      }
    },
  )
})

describe('a run with lost replies', () => {
  it('is the same in each form, in process and over a socket', async () => {
    const digests = new Set<string>()
    for (const form of FORMS) {
      const { sim, ask } = await serve('kendra', form)
      await ask(50)
      await sim.settle()
      digests.add(sim.trace.digest())
    }
    const sim = new Simulator({ seed: 5, workers: { threads: 0 }, latencyMs: 10 })
    const IndexId = sim.kendra.addIndex()
    sim.papi.connector('c')
    sim.faults.add({ name: 'lost', do: { type: 'dropReply', as: 'half' }, limit: { fires: 1 } })
    await expect(
      sim.kendra.batchPutDocument({ IndexId, Documents: [{ Id: 'a', Blob: Buffer.from('a') }] }),
    ).rejects.toMatchObject({ code: 'ECONNRESET' })
    await sim.settle()
    digests.add(sim.trace.digest())
    expect(digests.size).toBe(1)
  })

  it('loses an error of the service as well', async () => {
    const sim = new Simulator({ workers: { threads: 0 } })
    sim.faults.add({ name: 'lost', do: { type: 'dropReply', as: 'garbage' } })
    const server = await listen(sim)
    open.push(server, sim)
    const body = '{"Id":"00000000-0000-4000-8000-000000000000"}'
    const lost = await sendRaw(server.url, [
      `POST / HTTP/1.1\r\nhost: localhost\r\nx-amz-target: AWSKendraFrontendService.DescribeIndex\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    ])
    expect(lost.status).toBe(400)
    const bytes = Buffer.from(lost.body, 'latin1').map((byte) => byte ^ 0b1010_0101)
    expect(JSON.parse(Buffer.from(bytes).toString())).toMatchObject({ __type: 'ResourceNotFoundException' })
  })

  it('is let go when the server is closed, however long a reply would go on', async () => {
    for (const form of ['endless', 'slow'] as const) {
      const { ask } = await serve('kendra', form)
      const asked = ask(20_000)
      await new Promise((resolve) => setTimeout(resolve, 100))
      for (const one of open.splice(0)) await one.close()
      expect((await asked).end).not.toBe('left open')
    }
  })
})
