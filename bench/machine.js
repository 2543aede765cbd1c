/** On what the bench was run. */
import os from 'node:os'

export function machine() {
  const [cpu] = os.cpus()
  const memory = Math.round(os.totalmem() / 2 ** 30)
  return `Node ${process.version} on ${os.cpus().length} x ${cpu?.model.trim() ?? 'unknown processor'}, ${memory} GB, ${os.platform()} ${os.arch()}`
}
