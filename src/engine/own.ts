/** Sets an own property. A plain assignment to a new key `__proto__` would change the prototype instead. */
export function setOwn(object: object, key: string, value: unknown): void {
  if (Object.hasOwn(object, key)) (object as Record<string, unknown>)[key] = value;
  else Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
}
