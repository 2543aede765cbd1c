/** The shortest use of indexsim: one document, from the import until it is indexed. */
import { Simulator } from 'indexsim'

const sim = new Simulator()
const IndexId = sim.kendra.addIndex()
await sim.kendra.batchPutDocument({ IndexId, Documents: [{ Id: 'doc-1', Blob: Buffer.from('Hello') }] })
await sim.settle()
const DocumentInfoList = [{ DocumentId: 'doc-1' }]
const { DocumentStatusList } = await sim.kendra.batchGetDocumentStatus({ IndexId, DocumentInfoList })
if (DocumentStatusList[0]?.DocumentStatus !== 'INDEXED') throw new Error('not indexed')
await sim.close()
