import type { Watcher } from "./watch.ts";

const BUILTINS: Readonly<Record<string, object>> = {
  Object,
  "Object.prototype": Object.prototype,
  Array,
  "Array.prototype": Array.prototype,
  "Function.prototype": Function.prototype,
  "String.prototype": String.prototype,
  "Number.prototype": Number.prototype,
  "Map.prototype": Map.prototype,
  "Set.prototype": Set.prototype,
  Promise,
  "Promise.prototype": Promise.prototype,
  "Error.prototype": Error.prototype,
  "EventTarget.prototype": EventTarget.prototype,
  JSON,
  Math,
};

type Properties = Map<PropertyKey, PropertyDescriptor>;

function properties(object: object): Properties {
  return new Map(Reflect.ownKeys(object).map((key) => [key, Reflect.getOwnPropertyDescriptor(object, key)!]));
}

function* differences(name: string, before: Properties, after: Properties): Generator<string> {
  for (const [key, { value, get, set }] of after) {
    const was = before.get(key);
    if (!was) yield `${name} has a new property ${String(key)}`;
    else if (was.value !== value || was.get !== get || was.set !== set)
      yield `${name} has a changed property ${String(key)}`;
  }
  for (const key of before.keys()) if (!after.has(key)) yield `${name} has lost its property ${String(key)}`;
}

/** Changed built-ins, such as a polluted prototype. */
export const watchBuiltins: Watcher = () => {
  const before = Object.entries(BUILTINS).map(([name, object]) => ({ name, object, was: properties(object) }));
  return () => before.flatMap(({ name, object, was }) => [...differences(name, was, properties(object))]);
};
