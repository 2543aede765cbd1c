/**
 * The machine's own clock: real milliseconds since no moment in particular. Bound when this module loads, since fake timers and
 * simulated runs replace the functions of the process. `node:perf_hooks` has the same, and takes longer to load than to read a page.
 */
const nanoseconds = process.hrtime.bigint.bind(process.hrtime)

export function machineNow(): number {
  return Number(nanoseconds()) / 1e6
}
