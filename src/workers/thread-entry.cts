/**
 * The door of a worker thread, in CommonJS because Piscina loads it with `require`: on Node 20 a thread that is ended while
 * it requires an ES module takes the whole process down with it, and one that imports it does not.
 */
module.exports = async (task: unknown): Promise<unknown> => {
  const { default: work } = await import('./indexing-worker.ts')
  return work(task as Parameters<typeof work>[0])
}
