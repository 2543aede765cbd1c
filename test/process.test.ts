/** What a simulator does to the process it runs in: it never keeps it alive, and never lets it end in silence. */
import { describe, expect, it } from 'vitest'
import { runProgram } from './support/child-process.ts'

describe('a process', () => {
  const work = `
    const indexId = sim.kendra.addIndex()
    const Documents = ['a', 'b', 'c'].map((Id) => ({ Id, Blob: Buffer.from(Id) }))
    await sim.kendra.batchPutDocument({ IndexId: indexId, Documents })
    await sim.settle()
    console.log(sim.documents().map(({ status }) => status).join())`

  it.each([0, 1, 2])(
    'ends with an idle simulator that was never closed, with %i threads',
    async (threads) => {
      const program = `const sim = new Simulator({ workers: { threads: ${threads} } })\n${work}`
      expect(await runProgram(program)).toEqual({ code: 0, output: 'INDEXED,INDEXED,INDEXED\n' })
    },
  )

  it('ends with a simulator whose documents are still under way', async () => {
    const program = `const sim = new Simulator({ workers: { threads: 2 } })
      const indexId = sim.kendra.addIndex()
      await sim.kendra.batchPutDocument({ IndexId: indexId, Documents: [{ Id: 'a', Blob: Buffer.from('a') }] })
      console.log(sim.document(indexId, 'a').status)`
    expect(await runProgram(program)).toEqual({ code: 0, output: 'PROCESSING\n' })
  })

  it('ends with simulators that were closed', async () => {
    const program = `const sim = new Simulator({ workers: { threads: 2 } })\n${work}\nawait sim.close()`
    expect(await runProgram(program)).toEqual({ code: 0, output: 'INDEXED,INDEXED,INDEXED\n' })
  })

  it.each([0, 2])('goes on until a wait is over, with %i threads', async (threads) => {
    const program = `const sim = new Simulator({ workers: { threads: ${threads} } })
      await sim.clock.sleep('1d')
      console.log('awake')`
    expect(await runProgram(program)).toEqual({ code: 0, output: 'awake\n' })
  })

  it.each([0, 2])('is told at once of a wait that can never end, with %i threads', async (threads) => {
    const program = `const sim = new Simulator({ workers: { threads: ${threads} }, limits: { stallGrace: '1h', external: '1h' } })
      ${work}
      await sim.external(new Promise(() => {})).catch((error) => console.log(error.name))`
    expect(await runProgram(program)).toEqual({
      code: 0,
      output: 'INDEXED,INDEXED,INDEXED\nSimulationStalledError\n',
    })
  })

  it('fails with the stall where nobody catches it', async () => {
    const ended =
      await runProgram(`const sim = new Simulator({ limits: { stallGrace: '1h', external: '1h' } })
      await sim.external(new Promise(() => {}))`)
    expect(ended.code).toBe(1)
    expect(ended.output).toContain('SimulationStalledError: simulated time stands at 00:00:00.000')
  })

  it('has its turns in a loop of simulated waits that never rests', async () => {
    // A message between ports is none of the things that a simulator sees begin.
    const program = `const { port1, port2 } = new MessageChannel()
      const sim = new Simulator()
      let hasArrived = false
      port1.onmessage = () => (hasArrived = true)
      for (let i = 0; i < 200; i++) await sim.clock.sleep('1s')
      port2.postMessage('a')
      let waits = 0
      for (; !hasArrived && waits < 1000; waits++) await sim.clock.sleep('1s')
      console.log(hasArrived, waits > 10)
      port1.close()`
    expect(await runProgram(program)).toEqual({ code: 0, output: 'true true\n' })
  })

  it.each([0, 2])(
    'is told at the next instant of a rejection that nobody handles, with %i threads',
    async (threads) => {
      const program = `const sim = new Simulator({ workers: { threads: ${threads} } })
      const heardAt = []
      process.on('unhandledRejection', () => heardAt.push(sim.clock.now() % 100_000))
      const IndexId = sim.kendra.addIndex()
      const Blob = Buffer.from('<p>text '.repeat(8000))
      for (let i = 0; i < 5; i++) {
        void Promise.reject(new Error('lost'))
        await sim.clock.sleep(1000)
        await sim.kendra.batchPutDocument({ IndexId, Documents: [{ Id: 'a' + i, Blob, ContentType: 'HTML' }] })
      }
      await sim.settle()
      console.log(heardAt.join(), sim.trace.digest().slice(0, 8))`
      expect(await runProgram(program)).toEqual({ code: 0, output: '0,1015,2031,3051,4062 c66f578b\n' })
    },
  )

  it('goes on where its ticks were fakes before the simulator was there', async () => {
    const fake = `const real = process.nextTick
      const held = (work, ...rest) => globalThis.areTicksHeld || real.call(process, work, ...rest)
      process.nextTick = Object.assign(held, { clock: {} })`
    const program = `const sim = new Simulator()
      globalThis.areTicksHeld = true
      await sim.clock.sleep('1s')
      globalThis.areTicksHeld = false
      console.log('awake')`
    const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(fake)}` }
    expect(await runProgram(program, env)).toEqual({ code: 0, output: 'awake\n' })
  })

  it('goes on after synchronous cryptography', async () => {
    const program = `import('node:crypto').then(async (crypto) => {
      const sim = new Simulator()
      crypto.randomBytes(8)
      crypto.randomUUID()
      crypto.pbkdf2Sync('password', 'salt', 1, 8, 'sha256')
      const { privateKey, publicKey } = crypto.generateKeyPairSync('ed25519')
      crypto.verify(undefined, Buffer.from('a'), publicKey, crypto.sign(undefined, Buffer.from('a'), privateKey))
      await sim.clock.sleep('1s')
      console.log('awake')
    })`
    expect(await runProgram(program)).toEqual({ code: 0, output: 'awake\n' })
  })

  it('goes on after blobs of files were read', async () => {
    const program = `import('node:fs').then(async (fs) => {
      const sim = new Simulator()
      const blob = await fs.openAsBlob('package.json')
      await blob.text()
      await sim.clock.sleep('1s')
      console.log('awake')
    })`
    const ended = await runProgram(program)
    expect(ended.code).toBe(0)
    expect(ended.output).toContain('awake\n')
  })
})
