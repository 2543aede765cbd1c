/** Numbers, sizes, spans and names in the form in which people read them. The machine's locale plays no part. */

export function count(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** `1 file`, `2 files`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`
}

export function size(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`
  return bytes < 1_000_000 ? `${(bytes / 1_000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}

/** An instant of simulated time since the start: `0:00:02.310`, from the second day on `1d 0:00:02.310`. */
export function instant(ms: number): string {
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0')
  const days = Math.floor(ms / 86_400_000)
  const clock = `${Math.floor(ms / 3_600_000) % 24}:${two((ms / 60_000) % 60)}:${two((ms / 1_000) % 60)}.${String(ms % 1_000).padStart(3, '0')}`
  return days === 0 ? clock : `${days}d ${clock}`
}

/** A span of real time. */
export function seconds(ms: number): string {
  return ms < 10_000 ? `${(ms / 1_000).toFixed(2)} s` : `${(ms / 1_000).toFixed(1)} s`
}

/** The name without what would move the cursor, colour the terminal or turn the direction of writing. */
export function printable(name: string): string {
  return name.replace(
    /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  )
}

/** A name within a sentence. */
export function quoted(name: string): string {
  return `"${printable(name)}"`
}

/** The end of a path says most: what does not fit is cut at the beginning. */
export function endOf(name: string, columns: number): string {
  const characters = [...printable(name)]
  return characters.length <= columns
    ? characters.join('')
    : `...${characters.slice(characters.length - Math.max(columns - 3, 1)).join('')}`
}

/** The text in lines of at most so many columns, broken between words. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > columns) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}
