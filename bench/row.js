/** A row of the table: what was asked, what indexsim and its peer took for it, and whether the goal is met. */

/**
 * @typedef {object} Row
 * @property {string} question
 * @property {string} own what indexsim reached
 * @property {string} beside who else was asked, and what they reached
 * @property {number | undefined} ratio how many times as fast as the peer, or how many times what the peer takes
 * @property {Goal | undefined} goal none where the row is for the curious
 */
/**
 * @typedef {object} Goal
 * @property {string} text
 * @property {boolean} isMet
 */

/**
 * @param {number} least
 * @param {number} found
 * @param {string} [unit]
 * @returns {Goal}
 */
export function atLeast(least, found, unit) {
  return { text: ['at least', least, unit].join(' ').trim(), isMet: found >= least }
}

/**
 * @param {number} most
 * @param {number} found
 * @param {string} [unit]
 * @returns {Goal}
 */
export function atMost(most, found, unit) {
  return { text: ['at most', most, unit].join(' ').trim(), isMet: found <= most }
}

/**
 * How many of them a second, for a cell of the table.
 * @param {string} unit
 * @param {number} count
 * @param {number} seconds
 */
export function rate(unit, count, seconds) {
  return `${rounded(count / seconds)} ${unit}/s`
}

/**
 * To three digits, since the rest is the noise of the machine.
 * @param {number} value
 */
export function rounded(value) {
  return Number(value.toPrecision(3)).toLocaleString('en')
}
