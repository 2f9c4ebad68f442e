import type { Watcher } from "./watch.ts";

/** What is a built-in: a class and its prototype, or an object that holds functions, as `Math` does. */
function builtins(): Map<string, object> {
  const found = new Map<string, object>([["globalThis", globalThis], ...WITHOUT_NAME]);
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    // What is made when it is first asked for (a getter) has not been used, or is none of the language.
    const value: unknown = Object.getOwnPropertyDescriptor(globalThis, name)!.value;
    if (typeof value === "function") {
      found.set(name, value);
      if (typeof value.prototype === "object" && value.prototype !== null)
        found.set(`${name}.prototype`, value.prototype as object);
    } else if (NAMESPACES.has(name)) found.set(name, value as object);
  }
  return found;
}

const NAMESPACES = new Set(["Atomics", "Intl", "JSON", "Math", "Reflect", "WebAssembly"]);

const prototypeOf = (value: object): object => Object.getPrototypeOf(value) as object;
/** Those of the language that no global has. */
const WITHOUT_NAME = Object.entries({
  "%TypedArray%.prototype": prototypeOf(Uint8Array.prototype),
  "%IteratorPrototype%": prototypeOf(prototypeOf([].values())),
  "%ArrayIteratorPrototype%": prototypeOf([].values()),
  "%GeneratorPrototype%": prototypeOf(prototypeOf((function* () {})())),
  "%AsyncGeneratorPrototype%": prototypeOf(prototypeOf((async function* () {})())),
  "%AsyncIteratorPrototype%": prototypeOf(prototypeOf(prototypeOf((async function* () {})()))),
});

type Properties = Map<PropertyKey, PropertyDescriptor>;

function properties(object: object): Properties {
  return new Map(Reflect.ownKeys(object).map((key) => [key, Reflect.getOwnPropertyDescriptor(object, key)!]));
}

function* differences(name: string, before: Properties, after: Properties): Generator<string> {
  for (const [key, { value, get, set }] of after) {
    const was = before.get(key);
    // What Node itself makes when it is first needed: its fetch has a symbol there, and some classes are getters before.
    if (name === "globalThis" && (typeof key === "symbol" || (was?.get && !get))) continue;
    if (!was) yield `${name} has a new property ${String(key)}`;
    else if (!Object.is(was.value, value) || was.get !== get || was.set !== set)
      yield `${name} has a changed property ${String(key)}`;
  }
  for (const key of before.keys()) if (!after.has(key)) yield `${name} has lost its property ${String(key)}`;
}

/** Changed built-ins, such as a polluted prototype. */
export const watchBuiltins: Watcher = () => {
  const before = Array.from(builtins(), ([name, object]) => ({ name, object, was: properties(object) }));
  return () => before.flatMap(({ name, object, was }) => [...differences(name, was, properties(object))]);
};
