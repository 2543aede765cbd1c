/** The rows as a table of Markdown. */
import { rounded } from './row.js'

const HEAD = ['question', 'indexsim', 'beside', 'ratio', 'goal']

/** @param {readonly import('./row.js').Row[]} rows */
export function tableOf(rows) {
  const cells = rows.map(({ question, own, beside, ratio, goal }) => [
    question,
    own,
    beside,
    ratio === undefined ? '' : rounded(ratio),
    goal === undefined ? '' : `${goal.text}${goal.isMet ? '' : ', not met'}`,
  ])
  return [HEAD, HEAD.map(() => '---'), ...cells].map((line) => `| ${line.join(' | ')} |`).join('\n')
}
