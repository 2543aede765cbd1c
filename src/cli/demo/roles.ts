/**
 * Decides what the demo does with which file, from the file's place in the order alone: a role that is given out
 * is the same on every machine.
 */

/** What happens to a document beside being pushed. */
export type Role =
  | 'none'
  /** Changed before the second crawl, and pushed again. */
  | 'edited'
  /** Gone at the second crawl. */
  | 'deleted'
  /** Cannot be indexed by Kendra. */
  | 'fails'
  /** Changed like `edited`, and cannot be indexed then. */
  | 'failsToUpdate'
  /** Accepted by both services and then gone; a connector of the Push API finds that out by the status. */
  | 'lost'
  /** Takes a worker thread down with it. */
  | 'crashes'

/** The rare ones, in the order in which a small folder gives them out. */
const RARE: readonly Role[] = ['fails', 'lost', 'failsToUpdate', 'crashes', 'fails', 'lost', 'failsToUpdate']

/** One role for each of so many files. */
export function assignRoles(files: number): Role[] {
  const rare = Math.min(RARE.length, Math.floor(files / 2))
  const roles = new Map<number, Role>()
  for (const [nth, role] of RARE.slice(0, rare).entries())
    roles.set(Math.floor(((nth + 0.5) * files) / rare), role)
  let others = 0
  return Array.from({ length: files }, (_, index) => roles.get(index) ?? commonRole(others++))
}

function commonRole(nth: number): Role {
  if (nth % 10 === 1) return 'edited'
  return nth % 25 === 2 ? 'deleted' : 'none'
}
