/**
 * The door of a worker thread, in CommonJS because Piscina loads it with `require`: on Node 20 a thread that is ended while
 * it requires an ES module takes the whole process down with it, and one that imports it does not. What it exports is a
 * promise, for which Piscina waits before it takes a thread for ready: on Node 24 one that goes on loading may never end.
 */
module.exports = import('./indexing-worker.ts').then((worker) => worker.default)
