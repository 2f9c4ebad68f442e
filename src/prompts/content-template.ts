import { RunletError } from "../errors/error.ts";
import type { MessageContent } from "../messages/content.ts";
import { setOwn } from "../engine/own.ts";
import { isRecord } from "../messages/record.ts";
import { compileText } from "./choose-format.ts";
import type { TemplateFormat } from "./format.ts";
import type { InputOfText, Open, Takes } from "./input.ts";
import { kind, type Values } from "./values.ts";

/** The content of a message with variables in it, parsed once. */
export interface ContentTemplate {
  readonly variables: readonly string[];
  render(values: Values): MessageContent;
}

/** What the texts inside `Content` take. `any`, and types that go deeper than blocks do, may have any variables. */
export type ContentTakes<Content, Format extends string, Depth extends 0[] = []> = 0 extends 1 & Content
  ? Takes<Open<object>>
  : Depth["length"] extends 8
    ? Takes<Open<object>>
    : Content extends string
      ? Takes<InputOfText<Content, Format>>
      : Content extends readonly (infer Item)[]
        ? ContentTakes<Item, Format, [...Depth, 0]>
        : Content extends Uint8Array
          ? never
          : Content extends object
            ? ContentTakes<Content[keyof Content], Format, [...Depth, 0]>
            : unknown extends Content
              ? Takes<Open<object>>
              : never;

/**
 * Text is a template; in a list of blocks each string is one, however deep: a block's text, an image's address, or its
 * data in base64. Names of properties are not, and what is no plain data stays as it is.
 *
 * @throws {RunletError} `config` where a text is not well-formed
 */
export function compileContent(content: MessageContent, format: TemplateFormat): ContentTemplate {
  if (typeof content === "string") return compileText(content, format);
  if (!Array.isArray(content) || !content.every((block) => isRecord(block) && typeof block["type"] === "string"))
    throw new RunletError(
      "config",
      `The content of a message template is a string or an array of blocks, each an object with a type, and not ${kind(content)}${Array.isArray(content) ? " of something else" : ""}.`,
    );
  const variables: string[] = [];
  const fill = filler(content, format, variables);
  return { variables: [...new Set(variables)], render: (values) => fill(values) as MessageContent };
}

type Fill = (values: Values) => unknown;

/** Adds to `variables` the names that `data` has. */
function filler(data: unknown, format: TemplateFormat, variables: string[]): Fill {
  if (typeof data === "string") {
    const template = format.compile(data);
    variables.push(...template.variables);
    return (values) => template.render(values);
  }
  if (Array.isArray(data)) {
    const items = data.map((item: unknown) => filler(item, format, variables));
    return (values) => items.map((fill) => fill(values));
  }
  if (!isRecord(data)) return () => data;
  const fields = Object.entries(data).map(([key, value]) => [key, filler(value, format, variables)] as const);
  return (values) => {
    const filled: Record<string, unknown> = {};
    for (const [key, fill] of fields) setOwn(filled, key, fill(values));
    return filled;
  };
}
