import { RunletError } from "../errors/error.ts";
import { setOwn } from "../engine/own.ts";
import { own } from "../messages/record.ts";
import { quote } from "./quote.ts";

/** What a template is filled in with, by name. */
export type Values = Readonly<Record<string, unknown>>;

/**
 * The values in what a prompt was given. It may have more than the prompt takes, since chains pass whole objects. For
 * a prompt of one variable a string will do.
 *
 * @throws {RunletError} `config` for what is no object with values
 */
export function readValues(given: unknown, prompt: string, variables: readonly string[]): Values {
  if (typeof given === "object" && given !== null && !Array.isArray(given)) return given as Values;
  if (typeof given === "string" && variables.length === 1) return { [variables[0]!]: given };
  const names = variables.map((name) => quote(name, 40)).join(", ");
  const takes =
    variables.length > 0 ? `an object with its variables (${names})` : "an object; this one has no variables";
  throw new RunletError("config", `${prompt} takes ${takes}, and was given ${kind(given)}.`);
}

/** `values` with those of `partials` that they lack. A function among the partials is called for its value. */
export function addPartials(values: Values, partials: Values): Values {
  const names = Object.keys(partials);
  if (names.length === 0) return values;
  // Properties and not a spread, which would call the getters that a format may not look at.
  const all: Record<string, unknown> = Object.getOwnPropertyDescriptors(values);
  for (const name of names) {
    const given = own(all, name) as PropertyDescriptor | undefined;
    if (given?.value === undefined || given.value === null)
      setOwn(all, name, { value: settle(name, partials[name]), enumerable: true });
  }
  return Object.create(null, all as PropertyDescriptorMap) as Values;
}

function settle(name: string, partial: unknown): unknown {
  if (typeof partial !== "function") return partial;
  const value: unknown = partial();
  if (typeof (value as PromiseLike<unknown> | null | undefined)?.then !== "function") return value;
  // Nobody will wait for it, so nobody else would hear that it was rejected.
  (value as PromiseLike<unknown>).then(undefined, () => {});
  throw new RunletError(
    "config",
    `The function for the partial variable ${quote(name)} returned a promise, and a prompt does not wait; give the value as input.`,
  );
}

/** What a value is, for the sentence of an error. */
export function kind(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
