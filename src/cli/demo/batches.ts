/** Lists in pieces, and pieces worked at by several hands. */

export function batchesOf<Item>(items: readonly Item[], size: number): (readonly Item[])[] {
  const batches: (readonly Item[])[] = []
  for (let start = 0; start < items.length; start += size) batches.push(items.slice(start, start + size))
  return batches
}

/** Works at so many items at a time, begun in their order. */
export async function sideBySide<Item>(
  hands: number,
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const waiting = items.values()
  await Promise.all(
    Array.from({ length: hands }, async () => {
      for (const item of waiting) await work(item)
    }),
  )
}
