/** What there may be of a `T` while it still grows: keys and elements are missing, and a text is a beginning of itself. */
export type DeepPartial<T> = T extends string
  ? string
  : T extends number
    ? number
    : T extends readonly unknown[]
      ? number extends T["length"]
        ? DeepPartial<T[number]>[]
        : Partial<{ -readonly [K in keyof T]: DeepPartial<T[K]> }>
      : T extends object
        ? { [K in keyof T]?: DeepPartial<T[K]> }
        : T;
