import { RunletError } from "../errors/error.ts";
import { fString } from "./f-string.ts";
import type { CompiledTemplate, TemplateFormat } from "./format.ts";
import { quote } from "./quote.ts";
import { kind } from "./values.ts";

/** How a template's text is to be read. */
export interface TemplateOptions<Format extends string = string> {
  /** The syntax: `"f-string"`, which is the default, or a format such as `mustache` from `runlet/mustache`. */
  readonly templateFormat?: "f-string" | TemplateFormat<Format> | undefined;
}

/** @throws {RunletError} `config` for a word that is no format; only f-strings are part of the core. */
export function chooseFormat(chosen: TemplateOptions["templateFormat"]): TemplateFormat {
  const format: unknown = chosen ?? "f-string";
  if (format === "f-string") return fString;
  if (typeof (format as TemplateFormat | null)?.compile === "function") return format as TemplateFormat;
  if (format === "mustache")
    throw new RunletError(
      "config",
      'templateFormat "mustache" is a word: import { mustache } from "runlet/mustache" and pass it as templateFormat.',
    );
  const given = typeof format === "string" ? quote(format, 40) : kind(format);
  throw new RunletError(
    "config",
    `templateFormat is "f-string" or a format object, such as mustache from "runlet/mustache"; ${given} is neither.`,
  );
}

/** @throws {RunletError} `config` for what is no text, or not well-formed */
export function compileText(text: unknown, format: TemplateFormat): CompiledTemplate {
  if (typeof text === "string") return format.compile(text);
  throw new RunletError("config", `A prompt template is a string, and not ${kind(text)}.`);
}
