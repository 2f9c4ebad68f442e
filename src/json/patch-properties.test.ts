import fc from "fast-check";
import { expect, it } from "vitest";
import { deepFreeze } from "../../test/support/json-values.ts";
import { isRunletError } from "../errors/error.ts";
import { applyJsonPatch } from "./apply-patch.ts";
import { JsonPatcher } from "./patcher.ts";
import { JsonPatches } from "./patches.ts";
import type { JsonPatchOperation } from "./operation.ts";
import { JsonReading } from "./reading.ts";
import type { JsonValue } from "./value.ts";

const key = fc.constantFrom("a", "b", "0", "1", "-", "", "~", "/", "~1", "__proto__", "constructor", "length", "é");
const { value } = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom<JsonValue>(null, true, 0, 1, "", "text"),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.array(fc.tuple(key, tie("value")), { maxLength: 4 }).map((pairs) => Object.fromEntries(pairs) as JsonValue),
  ),
}));

/** An operation, up to where in the document: that depends on what the document is by then. */
const plan = fc.record({
  op: fc.constantFrom("add", "add", "replace", "remove", "move", "copy", "test" as const),
  from: fc.nat(),
  at: fc.nat(),
  key: fc.oneof(key, fc.constantFrom("2", "3", "01", "x")),
  /** One in so many is anywhere, and tests for anything: it will fail, most often. */
  wild: fc.nat({ max: 11 }).map((number) => number === 11),
  value,
});
const plans = fc.array(fc.array(plan, { minLength: 1, maxLength: 6 }), { maxLength: 8 });

// The oracle: a document is a function of nothing but copies, and a place is a list of keys.
type Keys = readonly string[];
class Fails extends Error {}

function children(value: JsonValue): [string, JsonValue][] {
  return typeof value === "object" && value !== null ? Object.entries(value) : [];
}

function placesIn(value: JsonValue, at: Keys = []): Keys[] {
  return [at, ...children(value).flatMap(([key, child]) => placesIn(child, [...at, key]))];
}

function read(value: JsonValue, [key, ...rest]: Keys): JsonValue {
  if (key === undefined) return value;
  const child = children(value).find(([name]) => name === key);
  if (!child) throw new Fails();
  return read(child[1], rest);
}

/** The document in which the container around the place is another one. */
function edited(
  value: JsonValue,
  [key, ...rest]: Keys,
  edit: (entries: [string, JsonValue][], key: string) => void,
): JsonValue {
  const entries = children(value);
  if (key === undefined || typeof value !== "object" || value === null) throw new Fails();
  if (rest.length === 0) edit(entries, key);
  else {
    const child = entries.find(([name]) => name === key);
    if (!child) throw new Fails();
    child[1] = edited(child[1], rest, edit);
  }
  return Array.isArray(value) ? entries.map(([, element]) => element) : Object.fromEntries(entries);
}

function added(document: JsonValue, at: Keys, value: JsonValue): JsonValue {
  if (at.length === 0) return value;
  const array = Array.isArray(read(document, at.slice(0, -1)));
  return edited(document, at, (entries, key) => {
    const there = entries.findIndex(([name]) => name === key);
    if (array && there >= 0) entries.splice(there, 0, ["", value]);
    else if (there >= 0) entries[there]![1] = value;
    else if (!array || key === "-" || key === String(entries.length)) entries.push([key, value]);
    else throw new Fails();
  });
}

function removed(document: JsonValue, at: Keys): JsonValue {
  read(document, at);
  return edited(document, at, (entries, key) => {
    entries.splice(
      entries.findIndex(([name]) => name === key),
      1,
    );
  });
}

/** A value with its keys in order, as a text. */
function canonical(value: JsonValue | undefined): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== "object" || value === null) return String(JSON.stringify(value));
  const pairs = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${pairs.map(([key, child]) => `${JSON.stringify(key)}:${canonical(child)}`).join()}}`;
}

function pointer(keys: Keys): string {
  return keys.map((key) => `/${key.replace(/~/g, "~0").replace(/\//g, "~1")}`).join("");
}

function performed(document: JsonValue, operation: JsonPatchOperation, from: Keys, at: Keys): JsonValue {
  switch (operation.op) {
    case "add":
      return added(document, at, operation.value);
    case "replace":
      if (at.length === 0) return operation.value;
      read(document, at);
      return edited(document, at, (entries, key) => {
        entries.find(([name]) => name === key)![1] = operation.value;
      });
    case "remove":
      return removed(document, at);
    case "copy":
      return added(document, at, read(document, from));
    case "move": {
      const moved = read(document, from);
      if (pointer(at) === pointer(from)) return document;
      if (pointer(at).startsWith(`${pointer(from)}/`)) throw new Fails();
      return added(from.length === 0 ? document : removed(document, from), at, moved);
    }
    default:
      if (canonical(read(document, at)) !== canonical(operation.value)) throw new Fails();
      return document;
  }
}

type Plan = typeof plan extends fc.Arbitrary<infer P> ? P : never;

/** Where the operation is to be done: where it can be, unless it is wild. */
function placeOf({ op, at, key, wild }: Plan, document: JsonValue): Keys {
  const places = placesIn(document);
  const any = places[at % places.length]!;
  if (wild) return [...any, key];
  if (op === "replace" || op === "remove" || op === "test") return any;
  const containers = places.filter((place) => typeof (read(document, place) ?? 0) === "object");
  const around = containers[at % containers.length];
  if (!around) return [];
  const container = read(document, around);
  if (!Array.isArray(container)) return [...around, key];
  const index = at % (container.length + 2);
  return [...around, index > container.length ? "-" : String(index)];
}

/** A patch as planned, and what the oracle makes of the document: undefined, where it fails. */
function made(document: JsonValue, planned: readonly Plan[]) {
  const patch: JsonPatchOperation[] = [];
  let after: JsonValue = document;
  try {
    for (const plan of planned) {
      const { op, wild } = plan;
      const places = placesIn(after);
      const from = places[plan.from % places.length]!;
      const at = placeOf(plan, after);
      // To remove the whole leaves no document to go on with.
      if (op === "remove" && at.length === 0) continue;
      const value = op === "test" && !wild ? read(after, at) : plan.value;
      const operation = { op, from: pointer(from), path: pointer(at), value } as JsonPatchOperation;
      patch.push(operation);
      after = performed(after, operation, from, at);
    }
    return { patch, after };
  } catch (error) {
    if (!(error instanceof Fails)) throw error;
    return { patch, after: undefined };
  }
}

it("any patches to any document do what a naive reading of the RFC does, or nothing", { timeout: 60_000 }, () => {
  let [good, bad] = [0, 0];
  fc.assert(
    fc.property(value, plans, fc.integer({ min: 1, max: 4 }), (start, plans, every) => {
      deepFreeze(start);
      const patcher = new JsonPatcher(start);
      let document = start;
      plans.forEach((planned, i) => {
        const { patch, after } = made(document, planned);
        deepFreeze(patch);
        const wanted = after === undefined ? "fails" : canonical(after);
        const once = outcome(() => canonical(applyJsonPatch(document, patch) as JsonValue));
        const folded = outcome(() => patcher.apply(patch));
        expect(once).toBe(wanted);
        expect(folded === "fails").toBe(after === undefined);
        if (after === undefined) bad++;
        else good++;
        if (after !== undefined) document = after;
        if (i % every > 0) return;
        const given = patcher.value() as JsonValue;
        expect(canonical(given)).toBe(canonical(document));
        // Whoever writes to it from now on fails.
        deepFreeze(given);
      });
      expect(canonical(patcher.value() as JsonValue)).toBe(canonical(document));
    }),
    { numRuns: 700, seed: 6902 },
  );
  expect(good).toBeGreaterThan(1_000);
  expect(bad).toBeGreaterThan(500);
});

function outcome<T>(act: () => T): T | "fails" {
  try {
    return act();
  } catch (error) {
    if (!isRunletError(error, "protocol")) throw error;
    return "fails";
  }
}

it("what a text becomes, as patches, is applied to what its value is", () => {
  fc.assert(
    fc.property(value, fc.integer({ min: 1, max: 9 }), (value, width) => {
      const text = JSON.stringify(value);
      const patches = new JsonPatches();
      const reading = new JsonReading(patches);
      const patcher = new JsonPatcher();
      for (let at = 0; at < text.length; at += width) {
        reading.read(text.slice(at, at + width), 0);
        for (const patch of patches.take(reading)) patcher.apply(patch);
      }
      reading.end();
      for (const patch of patches.take(reading)) patcher.apply(patch);
      expect(JSON.stringify(patcher.value())).toBe(text);
    }),
    { numRuns: 300, seed: 6901 },
  );
});
