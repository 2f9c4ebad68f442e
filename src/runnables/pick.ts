import type { Context } from "../engine/context.ts";
import { at } from "../engine/join.ts";
import { keyed } from "../engine/keyed.ts";
import { setOwn } from "../engine/own.ts";
import type { Each, Op, Sink } from "../engine/op.ts";
import { RunletError } from "../errors/error.ts";
import type { RunnableStep } from "../runs/config.ts";
import { objectOf, part, propertyOf, requiredOf, type JsonSchema } from "../schema/json-schema.ts";
import { Runnable } from "./base.ts";

/** A chunk of an object, or a clear error of the step that needs one. */
export function objectChunk(chunk: unknown, context: Context): object {
  if (typeof chunk === "object" && chunk !== null && !Array.isArray(chunk)) return chunk;
  const what = chunk === null ? "null" : Array.isArray(chunk) ? "an array" : `a ${typeof chunk}`;
  throw context.blame(
    new RunletError("config", `The step "${context.step.name}" needs an object, and was given ${what}.`),
  );
}

class PickOne implements Sink {
  private readonly key: string;
  private readonly out: Sink;
  private readonly context: Context;

  constructor(key: string, out: Sink, context: Context) {
    this.key = key;
    this.out = out;
    this.context = context;
  }

  push(chunk: unknown): void {
    const object = objectChunk(chunk, this.context);
    if (Object.hasOwn(object, this.key)) this.out.push((object as Record<string, unknown>)[this.key]);
  }
}

class PickSome implements Sink {
  private readonly keys: readonly string[];
  private readonly out: Sink;
  private readonly context: Context;

  constructor(keys: readonly string[], out: Sink, context: Context) {
    this.keys = keys;
    this.out = out;
    this.context = context;
  }

  push(chunk: unknown): void {
    const object = objectChunk(chunk, this.context);
    const keys = this.keys.filter((key) => Object.hasOwn(object, key));
    if (keys.length > 0) this.out.push(only(object, keys));
  }
}

/** An object of just these keys of another. */
export function only(object: object, keys: readonly string[]): object {
  const picked = {};
  for (const key of keys) setOwn(picked, key, (object as Record<string, unknown>)[key]);
  return picked;
}

/** An object that has the keys. */
type Picks<Keys> = {
  readonly [K in Keys extends readonly (infer Key extends string)[] ? Key : Keys & string]: unknown;
};

/**
 * Keeps one key of an object, or some of them. One key streams as that key's own chunks.
 *
 * @example
 * parallel({ joke: jokeChain, poem: poemChain }).pipe(new RunnablePick("joke"))
 */
export class RunnablePick<const Keys extends string | readonly string[]> extends Runnable<Picks<Keys>> {
  readonly name = "RunnablePick";
  readonly keys: Keys;

  constructor(keys: Keys) {
    super();
    if (typeof keys !== "string" && !Array.isArray(keys))
      throw new RunletError("config", `pick() takes a key or an array of keys, not ${String(keys)}.`);
    this.keys = keys;
  }

  "~ops"(step: RunnableStep): readonly Op[] {
    const keys: string | readonly string[] = this.keys;
    const each: Each =
      typeof keys === "string"
        ? {
            sees: "chunk",
            step,
            open: (out, context) => new PickOne(keys, out, context),
            join: (before) => at(before, keys),
          }
        : {
            sees: "chunk",
            step,
            open: (out, context) => new PickSome(keys, out, context),
            join: (before) => keyed({ keys: [], join: (key) => at(before, key) }),
          };
    return [each];
  }

  override "~takes"(wanted: JsonSchema): JsonSchema {
    const keys: string | readonly string[] = this.keys;
    if (typeof keys === "string") return objectOf({ [keys]: part(wanted) });
    return objectOf(propertiesAt(wanted, keys));
  }

  override "~gives"(given: JsonSchema): JsonSchema {
    const keys: string | readonly string[] = this.keys;
    if (typeof keys === "string") return propertyOf(given, keys);
    const required = requiredOf(given);
    return objectOf(
      propertiesAt(given, keys),
      keys.filter((key) => required.includes(key)),
    );
  }
}

function propertiesAt(schema: JsonSchema, keys: readonly string[]): Record<string, JsonSchema> {
  return Object.fromEntries(keys.map((key) => [key, propertyOf(schema, key)]));
}
