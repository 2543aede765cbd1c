/** How long until the first document is indexed, in a process that has just been started? Beside the import of the SDK alone. */
import { inFreshProcess } from './fresh-process.js'
import { atLeast } from './row.js'
import { measure } from './side-by-side.js'

/** @returns {Promise<import('./row.js').Row[]>} */
export async function startUp() {
  const programs = ['first-document', 'import-sdk', 'import-indexsim', 'nothing']
  const seconds = await measure(
    programs.map((name) => ({
      name,
      run: () => inFreshProcess(new URL(`./programs/${name}.js`, import.meta.url)),
    })),
    { turns: 15, warmups: 1 },
  )
  const sdk = seconds('import-sdk')
  /** @param {string} program */
  const milliseconds = (program) => `${Math.round(seconds(program) * 1000)} ms`
  const beside = `a process that imports the SDK's client for Kendra: ${milliseconds('import-sdk')}`
  /** @param {string} question @param {string} program */
  const row = (question, program) => ({
    question,
    own: milliseconds(program),
    beside,
    ratio: sdk / seconds(program),
    goal: undefined,
  })
  const first = row('a process from its start to its end, with the first document indexed', 'first-document')
  return [
    { ...first, goal: atLeast(1, first.ratio) },
    row('a process that imports indexsim', 'import-indexsim'),
    row('a process that does nothing', 'nothing'),
  ]
}
