import { RunletError } from "../errors/error.ts";
import { malformed, parseFString, type Field } from "./f-string-syntax.ts";
import { formatValue, parseSpec, type Refuse } from "./format-spec.ts";
import type { CompiledTemplate, TemplateFormat } from "./format.ts";
import { printValue } from "./print.ts";
import { quote } from "./quote.ts";
import { ascii, repr } from "./repr.ts";

/**
 * Templates in the syntax of Python's `str.format`: `{name}`, `{{` and `}}` for literal braces, `{name!r}` (`!s`, `!a`)
 * and `{price:>10,.2f}`. Every value must be given; null and undefined count as missing.
 *
 * A template reads the own properties of its values by name and nothing behind them: `{a.b}` and `{a[0]}` are errors.
 *
 * @example
 * const joke = fString.compile("tell me a joke about {topic}");
 * joke.variables                    // => ["topic"]
 * joke.render({ topic: "parrots" }) // => "tell me a joke about parrots"
 */
export const fString: TemplateFormat<"f-string"> = { name: "f-string", compile };

interface Hole {
  readonly name: string;
  print(value: unknown): string;
}

function compile(text: string): CompiledTemplate {
  // The text before each hole, and that behind the last one.
  const literals = [""];
  const holes: Hole[] = [];
  for (const { literal, field } of parseFString(text)) {
    literals.push(literals.pop() + literal);
    if (field === undefined) continue;
    holes.push({ name: field.name, print: printer(text, field) });
    literals.push("");
  }
  return {
    variables: [...new Set(holes.map((hole) => hole.name))],
    render(values) {
      let out = literals[0]!;
      for (let i = 0; i < holes.length; i++) {
        const { name, print } = holes[i]!;
        const value = Object.hasOwn(values, name) ? values[name] : undefined;
        if (value === undefined || value === null) throw missing(text, name, values);
        out += print(value) + literals[i + 1]!;
      }
      return out;
    },
  };
}

/** How the field's value prints; refuses a field that no value could fill. */
function printer(text: string, field: Field): (value: unknown) => string {
  const { name, conversion, spec } = field;
  const refuse: Refuse = (problem) => {
    throw malformed(text, field.at, problem + hint(name));
  };
  if (name === "") refuse("a field without a name; write {topic}, or {{}} for literal braces");
  if (/^\d+$/.test(name)) refuse(`the field {${name}} is a position, but values are given by name`);
  if (/[.[]/.test(name))
    refuse(`the field ${quote(name)} reaches into a value; give what it should print as a variable of its own`);
  if (spec.includes("{")) refuse(`a field inside the format ${quote(spec)} of ${quote(name)}; write the format out`);
  const convert = converter(conversion, name, refuse);
  if (spec === "") return convert ?? ((value) => printValue(value, name));

  const parsed = parseSpec(spec, (why) => refuse(`the format ${quote(spec)} of ${quote(name)}: ${why}`));
  const refuseValue: Refuse = (why) => {
    const what = `The prompt template ${quote(text)} cannot print ${quote(name)} by the format ${quote(spec)}`;
    throw new RunletError("config", `${what}: ${why}.`);
  };
  return (value) => formatValue(convert ? convert(value) : value, parsed, name, refuseValue);
}

/** What `!s`, `!r` and `!a` make of a value. Only text has a representation of its own; data prints as ever. */
function converter(
  conversion: string | undefined,
  name: string,
  refuse: Refuse,
): ((value: unknown) => string) | undefined {
  const represent = (value: unknown): string => (typeof value === "string" ? repr(value) : printValue(value, name));
  switch (conversion) {
    case undefined:
      return undefined;
    case "s":
      return (value) => printValue(value, name);
    case "r":
      return represent;
    case "a":
      return (value) => ascii(represent(value));
  }
  return refuse(`the conversion "!${conversion}" of ${quote(name)} is none of !s, !r and !a`);
}

function missing(text: string, name: string, values: Readonly<Record<string, unknown>>): RunletError {
  const what = Object.hasOwn(values, name) ? `, which is ${values[name]}` : `; given: ${list(Object.keys(values))}`;
  const needs = `The prompt template ${quote(text)} needs the variable ${quote(name)}`;
  return new RunletError("config", `${needs}${what}${hint(name)}.`);
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, 20).map((name) => quote(name, 40));
  if (names.length > shown.length) shown.push(`${names.length - shown.length} more`);
  return shown.join(", ") || "nothing";
}

/** A name that looks like JSON or another template language is most often a literal brace that was not doubled. */
function hint(name: string): string {
  return /^[\p{L}\p{N}_ -]*$/u.test(name) ? "" : " (if its braces are meant literally, double them: {{ and }})";
}
