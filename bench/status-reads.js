/**
 * How fast is a status call beside a stub of the SDK that answers the same? While the stub runs there is no simulator:
 * watching the event loop slows every promise down.
 */
import { BatchGetDocumentStatusCommand, KendraClient } from '@aws-sdk/client-kendra'
import { mockClient } from 'aws-sdk-client-mock'
import { Simulator } from 'indexsim'
import { LEAN, mustBe, putAndIndex } from './kendra-run.js'
import { atLeast, rate } from './row.js'
import { measure } from './side-by-side.js'

const CALLS = 5_000
/** Long enough before it counts for all code to be compiled. */
const TURNS = { turns: 15, warmups: 8 }
const IDS = Array.from({ length: 10 }, (_, i) => `doc-${i}`)

/** @returns {Promise<import('./row.js').Row[]>} */
export async function statusReads() {
  let sim = new Simulator(LEAN)
  let IndexId = await putAndIndex(sim, IDS.length)
  const request = () => ({ IndexId, DocumentInfoList: IDS.map((DocumentId) => ({ DocumentId })) })
  const answer = await sim.kendra.batchGetDocumentStatus(request())
  const mock = mockClient(KendraClient)
  const client = new KendraClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  })
  const seconds = await measure(
    [
      {
        name: 'indexsim',
        prepare: async () => {
          // It remembers every call: what it has from its turn would be the garbage collector's work in ours.
          mock.reset()
          sim = new Simulator(LEAN)
          IndexId = await putAndIndex(sim, IDS.length)
        },
        run: () => readAll(() => sim.kendra.batchGetDocumentStatus(request())),
      },
      {
        name: 'aws-sdk-client-mock',
        prepare: async () => {
          await sim.close()
          mock.on(BatchGetDocumentStatusCommand).resolves({ ...answer, $metadata: {} })
        },
        run: () => readAll(() => client.send(new BatchGetDocumentStatusCommand(request()))),
      },
    ],
    TURNS,
  )
  mock.restore()
  const ratio = seconds('aws-sdk-client-mock') / seconds('indexsim')
  return [
    {
      question: 'status of 10 ids a call, one call after the other',
      own: rate('calls', CALLS, seconds('indexsim')),
      beside: `aws-sdk-client-mock: ${rate('calls', CALLS, seconds('aws-sdk-client-mock'))}`,
      ratio,
      goal: atLeast(3, ratio),
    },
  ]
}

/** @param {() => Promise<{ DocumentStatusList?: { DocumentStatus?: string | undefined }[] | undefined }>} read */
async function readAll(read) {
  let indexed = 0
  for (let i = 0; i < CALLS; i++)
    for (const { DocumentStatus } of (await read()).DocumentStatusList ?? [])
      if (DocumentStatus === 'INDEXED') indexed++
  mustBe(indexed, CALLS * IDS.length)
}
