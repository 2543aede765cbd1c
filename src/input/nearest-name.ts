/** Which of the known names is meant by one that is not known. */

/** The known name that differs least, in at most a third of its letters; undefined where there is none. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const near = known.flatMap((candidate) => {
    const most = Math.floor(candidate.length / 3)
    if (Math.abs(candidate.length - name.length) > most) return []
    const mistakes = countMistakes(name.toLowerCase(), candidate.toLowerCase())
    return mistakes > most ? [] : [{ candidate, mistakes }]
  })
  return near.toSorted((a, b) => a.mistakes - b.mistakes)[0]?.candidate
}

/** Letters that are missing, too many, wrong, or have changed places with the next one. */
function countMistakes(from: string, to: string): number {
  let [beforeLast, last]: [number[], number[]] = [[], Array.from({ length: to.length + 1 }, (_, n) => n)]
  const at = (row: readonly number[], column: number): number => row[column] ?? Infinity
  for (let i = 1; i <= from.length; i++) {
    const row = [i]
    for (let j = 1; j <= to.length; j++) {
      const isSame = from[i - 1] === to[j - 1]
      const isSwapped = from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]
      row.push(
        Math.min(
          at(last, j) + 1,
          at(row, j - 1) + 1,
          at(last, j - 1) + (isSame ? 0 : 1),
          isSwapped ? at(beforeLast, j - 2) + 1 : Infinity,
        ),
      )
    }
    ;[beforeLast, last] = [last, row]
  }
  return at(last, to.length)
}
