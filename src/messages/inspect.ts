/** Under this name Node.js, Deno and Bun look for an object's own way to be shown in the console. */
export const INSPECT: unique symbol = Symbol.for("nodejs.util.inspect.custom");

/** What a console hands over: its options, and its own function for what is inside. */
export interface InspectOptions {
  readonly depth?: number | null;
  readonly stylize?: (text: string, style: "special") => string;
}
export type Inspect = (value: unknown, options: InspectOptions) => string;

/**
 * `Name { field: value, … }`, laid out and coloured by the console's own `inspect`.
 *
 * @param depth how many levels the console still goes down; null is all
 */
export function show(
  name: string,
  fields: Readonly<Record<string, unknown>>,
  depth: number | null,
  options: InspectOptions,
  inspect: Inspect,
): string {
  if (depth !== null && depth < 0) return options.stylize?.(`[${name}]`, "special") ?? `[${name}]`;
  // `options.depth` is the depth at the top, `depth` what is left of it here.
  return `${name} ${inspect(fields, { ...options, depth })}`;
}
