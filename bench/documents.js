/** Documents for the benches, the same in every run: of words that are as uneven as those of a language. */

const LETTERS = 'etaoinshrdlucmfwypvbgk'

/** @param {number} seed */
function randomOf(seed) {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

/**
 * @param {number} count
 * @param {number} size characters of each
 * @returns {string[]}
 */
export function texts(count, size) {
  const random = randomOf(42)
  const words = Array.from({ length: 8000 }, () =>
    Array.from(
      { length: 2 + Math.floor(random() * 9) },
      () => LETTERS[Math.floor(random() ** 1.6 * LETTERS.length)],
    ).join(''),
  )
  return Array.from({ length: count }, () => {
    let text = ''
    // A word's place in the list, squared twice: few words are frequent, most are rare.
    while (text.length < size) text += words[Math.floor(random() ** 4 * words.length)] + ' '
    return text.slice(0, size)
  })
}

/**
 * A page of HTML with this text in short paragraphs.
 * @param {string} text
 */
export function pageOf(text) {
  const paragraphs = (text.match(/.{1,200}/gs) ?? []).map((paragraph) => `<p class="text">${paragraph}</p>`)
  return `<!doctype html><html><head><title>${text.slice(0, 30)}</title></head><body>${paragraphs.join('')}</body></html>`
}
