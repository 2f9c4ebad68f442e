import Mustache from "mustache";
import { RunletError, type RunletErrorOptions } from "../errors/error.ts";
import type { CompiledTemplate, TemplateFormat } from "./format.ts";
import { DataContext, DataWriter } from "./mustache-writer.ts";
import { quote } from "./quote.ts";

export interface MustacheOptions {
  /** `"html"` escapes what `{{name}}` prints, but not `{{{name}}}`. Default: `"none"`, since prompts are not HTML. */
  readonly escape?: "html" | "none";
}

/**
 * Templates in the syntax of Mustache (https://mustache.github.io/mustache.5.html): `{{name}}`, `{{a.b}}`, sections
 * `{{#items}}…{{/items}}` and `{{^items}}…{{/items}}`, comments, other delimiters. A name without a value prints nothing.
 *
 * Values are data: each part of a name finds own, enumerable properties that hold a value, so no inherited member and no
 * getter; a function is never called and prints nothing. There are no partials: `{{> name}}` prints nothing.
 *
 * `variables` are the names that stand outside every section, a section's own name among them; of a dotted name its
 * first part. What stands inside a section may name a property of the section's item, so it is not counted.
 *
 * @example
 * const pick = mustache.compile("Pick one:{{#names}} {{.}}{{/names}}");
 * pick.variables                        // => ["names"]
 * pick.render({ names: ["Ada", "Bo"] }) // => "Pick one: Ada Bo"
 */
export const mustache: TemplateFormat<"mustache"> = mustacheWith({});

/** {@link mustache} with other options. */
export function mustacheWith(options: MustacheOptions): TemplateFormat<"mustache"> {
  // Mustache's own escape is read now and its tags are always given: both are globals that a program may set.
  const writer = new DataWriter(options.escape === "html" ? Mustache.escape : (text) => text);
  return { name: "mustache", compile: (text) => compile(text, writer) };
}

function compile(text: string, writer: DataWriter): CompiledTemplate {
  const tokens = parse(text, writer);
  check(text, tokens);
  const names = tokens
    .filter(([kind, name]) => NAMING.has(kind) && name !== ".")
    .map(([, name]) => name.split(".")[0]!);
  return {
    variables: [...new Set(names)],
    render: (values) => writer.renderTokens(tokens as unknown as string[][], new DataContext(values)),
  };
}

type Tokens = Mustache.TemplateSpans;

const NAMING: ReadonlySet<Mustache.TemplateSpanType> = new Set(["name", "&", "#", "^"]);

// Mustache renders sections by recursion: some thousand levels deep it overflows the stack.
const DEEPEST = 200;

function parse(text: string, writer: DataWriter): Tokens {
  try {
    return writer.parse(text, ["{{", "}}"]) as Tokens;
  } catch (error) {
    const problem = (error as Error).message.replace(/ at (\d+)$/, " at offset $1");
    throw malformed(text, quote(problem, 120).slice(1, -1), { cause: error });
  }
}

function check(text: string, tokens: Tokens): void {
  let level = tokens;
  for (let depth = 0; level.length > 0; depth++) {
    const inside: Tokens = [];
    for (const [kind, name, at, , tokensInside] of level) {
      if (NAMING.has(kind) && name === "") throw malformed(text, `Tag without a name at offset ${at}`);
      if (!Array.isArray(tokensInside)) continue;
      if (depth === DEEPEST) throw malformed(text, `Sections nested more than ${DEEPEST} deep at offset ${at}`);
      for (const token of tokensInside) inside.push(token);
    }
    level = inside;
  }
}

function malformed(text: string, problem: string, options?: RunletErrorOptions): RunletError {
  return new RunletError("config", `The prompt template ${quote(text)} is not well-formed: ${problem}.`, options);
}
