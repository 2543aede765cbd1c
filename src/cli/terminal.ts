/** What of the terminal decides the look of what is printed. */

export interface Look {
  readonly columns: number
  readonly hasColour: boolean
}

export function lookOf(stream: NodeJS.WriteStream): Look {
  return { columns: columnsOf(stream), hasColour: hasColour(stream) }
}

/** A page narrower than this would be no help; wider than this, lines get hard to follow. */
function columnsOf(stream: NodeJS.WriteStream): number {
  return Math.min(Math.max(stream.isTTY ? stream.columns : 80, 50), 100)
}

/** https://no-color.org */
function hasColour(stream: NodeJS.WriteStream): boolean {
  const { NO_COLOR, TERM } = process.env
  return stream.isTTY && (NO_COLOR === undefined || NO_COLOR === '') && TERM !== 'dumb'
}
