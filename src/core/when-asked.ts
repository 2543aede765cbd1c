/** Builds a value when it is first asked for, and once: most processes need few of the hundreds of shapes that there are. */
export function whenAsked<Value>(build: () => Value): () => Value {
  let built: { readonly value: Value } | undefined
  return () => (built ??= { value: build() }).value
}
