/** What a JSON text says. An object's `__proto__` is an own key like any other. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };
