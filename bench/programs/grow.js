/**
 * What a document costs in an index of so many: put, indexed and read, again and again until a million have been counted.
 * Prints { cpuMicroseconds, wallMicroseconds, peakBytes }, the first two by document.
 */
import { LEAN, lifeCycleOf } from '../kendra-run.js'

/** By then everything is compiled. They are put into small indices, since a large one would already be the peak of memory. */
const WARM_UP = { documents: 500_000, inOneIndex: 10_000 }
const COUNTED = 1_000_000

const documents = Number(process.argv[2])
for (let done = 0; done < WARM_UP.documents; done += WARM_UP.inOneIndex)
  await lifeCycleOf(LEAN, WARM_UP.inOneIndex)

const cpuBefore = process.cpuUsage()
const wallBefore = performance.now()
let counted = 0
while (counted < COUNTED) {
  await lifeCycleOf(LEAN, documents)
  counted += documents
}
const { user, system } = process.cpuUsage(cpuBefore)
const account = {
  cpuMicroseconds: (user + system) / counted,
  wallMicroseconds: ((performance.now() - wallBefore) * 1000) / counted,
  // What `resourceUsage` calls a kilobyte is 1024 bytes.
  peakBytes: process.resourceUsage().maxRSS * 1024,
}
console.log(JSON.stringify(account))
