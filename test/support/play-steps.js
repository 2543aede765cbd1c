/**
 * Steps of a run as plain data, and what plays them. Plain JavaScript that keeps nothing between steps, so that another
 * process can go on with a run where a snapshot was taken.
 * @typedef {import('../../src/index.ts').Simulator} Simulator
 * @typedef {{ readonly kind: 'put', readonly ids: readonly string[], readonly text: string, readonly source?: number | undefined }
 *   | { readonly kind: 'delete', readonly ids: readonly string[], readonly source?: number | undefined }
 *   | { readonly kind: 'status', readonly ids: readonly string[] }
 *   | { readonly kind: 'startJob' | 'stopJob' | 'jobs' | 'createSource' | 'deleteSource', readonly source: number }
 *   | { readonly kind: 'createIndex', readonly token: string }
 *   | { readonly kind: 'map', readonly group: string, readonly order: number | undefined }
 *   | { readonly kind: 'unmap', readonly group: string }
 *   | { readonly kind: 'tag', readonly key: string, readonly value: string }
 *   | { readonly kind: 'look' | 'session' | 'endSession' | 'sync' | 'index' | 'settle' | 'restart' }
 *   | { readonly kind: 'push', readonly uris: readonly string[], readonly stamp: string, readonly text: string }
 *   | { readonly kind: 'update', readonly uri: string, readonly stamp: string }
 *   | { readonly kind: 'pull', readonly uris: readonly string[] }
 *   | { readonly kind: 'checkpoint', readonly value: string, readonly sync: boolean }
 *   | { readonly kind: 'stamps', readonly uris: readonly string[] }
 *   | { readonly kind: 'fault', readonly rule: import('../../src/index.ts').FaultRuleInput }
 *   | { readonly kind: 'heal', readonly name: string }
 *   | { readonly kind: 'advance' | 'sleeper', readonly ms: number }} Step
 */

const IndexId = 'index'.padEnd(36, '0')
const sources = ['crawled', 'pushed']

/**
 * What a run begins with.
 * @param {Simulator} sim
 */
export function prepare(sim) {
  sim.kendra.addIndex({ id: IndexId })
  sim.kendra.addDataSource(IndexId, { id: 'source-0' })
  sim.kendra.seed(IndexId, [{ Id: 'a', Blob: Buffer.from('there from the start') }])
  sim.papi.connector('crawler').seed([{ uri: 'a', stamp: 'v0', parts: [{ bytes: Buffer.from('as here') }] }])
}

/**
 * Plays steps one after the other; whatever is refused is let go.
 * @param {Simulator} sim
 * @param {readonly Step[]} steps
 */
export async function play(sim, steps) {
  for (const step of steps) await playStep(sim, step).catch(() => {})
}

/**
 * @param {Simulator} sim
 * @param {Step} step
 * @returns {Promise<unknown>}
 */
async function playStep(sim, step) {
  const { kendra } = sim
  const connector = sim.papi.connector('crawler')
  switch (step.kind) {
    case 'put': {
      const Attributes = step.source === undefined ? [] : [idOf(step.source)]
      /** @type {import('../../src/index.ts').Document[]} */
      const Documents = step.ids.map((Id) => ({
        Id,
        Blob: Buffer.from(step.text),
        ContentType: 'JSON',
        Attributes,
      }))
      return kendra.batchPutDocument({ IndexId, Documents })
    }
    case 'delete':
      return kendra.batchDeleteDocument({ IndexId, DocumentIdList: [...step.ids] })
    case 'status':
      return kendra.batchGetDocumentStatus({
        IndexId,
        DocumentInfoList: step.ids.map((DocumentId) => ({ DocumentId })),
      })
    case 'startJob':
      return kendra.startDataSourceSyncJob({ IndexId, Id: await sourceId(sim, step.source) })
    case 'stopJob':
      return kendra.stopDataSourceSyncJob({ IndexId, Id: await sourceId(sim, step.source) })
    case 'jobs':
      return kendra.listDataSourceSyncJobs({ IndexId, Id: await sourceId(sim, step.source), MaxResults: 1 })
    case 'createSource':
      return step.source === 0
        ? kendra.createDataSource({
            IndexId,
            Name: sources[0] ?? '',
            Type: 'S3',
            RoleArn: ROLE,
            Configuration: BUCKET,
          })
        : kendra.createDataSource({ IndexId, Name: sources[1] ?? '', Type: 'CUSTOM', ClientToken: 'once' })
    case 'deleteSource':
      return kendra.deleteDataSource({ IndexId, Id: await sourceId(sim, step.source) })
    case 'createIndex':
      return kendra.createIndex({ Name: 'another', RoleArn: ROLE, ClientToken: step.token })
    case 'map':
      return kendra.putPrincipalMapping({
        IndexId,
        GroupId: step.group,
        OrderingId: step.order,
        GroupMembers: { MemberUsers: [{ UserId: 'me' }] },
      })
    case 'unmap':
      return kendra.deletePrincipalMapping({ IndexId, GroupId: step.group })
    case 'tag':
      return kendra.tagResource({ ResourceARN: ARN, Tags: [{ Key: step.key, Value: step.value }] })
    case 'look':
      await kendra.describeIndex({ Id: IndexId })
      await kendra.listTagsForResource({ ResourceARN: ARN })
      await kendra.describePrincipalMapping({ IndexId, GroupId: 'g' })
      return connector.enumerateCheckpointsInfo(false)
    case 'session':
      return connector.startPushSession()
    case 'endSession':
      return connector.stopPushSession()
    case 'sync':
      return connector.sync()
    case 'index':
      return connector.triggerIndexingJob()
    case 'settle':
      return sim.settle()
    case 'restart':
      return sim.restart()
    case 'push':
      return connector.addDocumentList(
        step.uris.map((uri) => ({
          uri,
          stamp: step.stamp,
          metas: { n: step.stamp },
          parts: [{ bytes: Buffer.from(step.text), directives: { mime: 'application/json' } }],
        })),
      )
    case 'update':
      return connector.updateDocument({ uri: step.uri, stamp: step.stamp })
    case 'pull':
      return connector.deleteDocumentList(step.uris)
    case 'checkpoint': {
      const serial = await connector.setCheckpoint(step.value, '', step.sync)
      return connector.areDocumentsSearchable(serial)
    }
    case 'stamps':
      return connector.getDocumentStatusList(step.uris)
    case 'fault':
      return sim.faults.add(step.rule)
    case 'heal':
      return sim.faults.remove(step.name)
    case 'advance':
      return sim.clock.advance(step.ms)
    case 'sleeper':
      void sim.clock.sleep(step.ms)
      return undefined
  }
}

const ROLE = 'arn:aws:iam::123456789012:role/kendra'
const ARN = `arn:aws:kendra:us-east-1:123456789012:index/${IndexId}`
const BUCKET = { S3Configuration: { BucketName: 'my-bucket' } }

/** @param {number} n */
function idOf(n) {
  return { Key: '_data_source_id', Value: { StringValue: `source-${n}` } }
}

/**
 * The n-th data source that is there.
 * @param {Simulator} sim
 * @param {number} n
 */
async function sourceId(sim, n) {
  const { SummaryItems = [] } = await sim.kendra.listDataSources({ IndexId, MaxResults: 2 })
  return SummaryItems[n % SummaryItems.length]?.Id ?? 'source-0'
}
