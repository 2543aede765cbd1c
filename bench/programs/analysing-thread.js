/** A thread that does nothing but the analysis, of the pages that it was started with, whenever it is told to. */
import { parentPort, workerData } from 'node:worker_threads'
import { analyze } from '../../dist/workers/analyze.js'

parentPort?.on('message', () => {
  for (const bytes of workerData) analyze([{ bytes, format: 'html' }])
  parentPort?.postMessage('done')
})
