/**
 * What there may be of a `T` while its XML still comes: a text is a beginning of itself, elements of a list are missing,
 * and a list of which no element has come is the empty text, since until then it might be one.
 */
export type XmlPartial<T> = T extends string
  ? string
  : T extends readonly unknown[]
    ? | ""
      | (number extends T["length"] ? XmlPartial<T[number]>[] : Partial<{ -readonly [K in keyof T]: XmlPartial<T[K]> }>)
    : T extends object
      ? { [K in keyof T]: XmlPartial<T[K]> }
      : T;
