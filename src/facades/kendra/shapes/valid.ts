/** The type of an input after its validation: what the service requires is there, and stays so on every level. */

/**
 * `T` as `validate` returns it. The SDK's types, and so ours, write a required member as `Id: string | undefined`;
 * here the `undefined` is gone. Optional members stay optional.
 */
export type Valid<T> = T extends string | number | boolean | Uint8Array | Date | undefined
  ? T
  : T extends readonly (infer Item)[]
    ? Valid<Item>[]
    : { [Key in keyof T]: object extends Pick<T, Key> ? Valid<T[Key]> : Valid<Exclude<T[Key], undefined>> }
