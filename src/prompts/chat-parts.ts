import { RunletError } from "../errors/error.ts";
import { coerceMessage, type MessageLike, type MessageRole } from "../messages/coerce.ts";
import type { MessageContent } from "../messages/content.ts";
import { isBaseMessage } from "../messages/guards.ts";
import type { BaseMessage } from "../messages/message.ts";
import { isRecord } from "../messages/record.ts";
import { chooseFormat, compileText, type TemplateOptions } from "./choose-format.ts";
import type { ContentTakes } from "./content-template.ts";
import type { InputOfAll, Open, Takes } from "./input.ts";
import { isMessageTemplate, type MessageTemplate } from "./message-template.ts";
import { MessagesPlaceholder } from "./messages-placeholder.ts";
import { quote } from "./quote.ts";
import {
  AIMessagePromptTemplate,
  ChatMessagePromptTemplate,
  HumanMessagePromptTemplate,
  SystemMessagePromptTemplate,
} from "./role-templates.ts";
import { kind } from "./values.ts";
import type { Variables } from "./variables.ts";

/**
 * What a chat prompt can be made of: the text of a human message, `[role, content]` or `{ role, content }` with
 * variables in the content, `["placeholder", "{history}"]`, a message as it is, or a template of messages, which may be
 * a chat prompt itself.
 */
export type ChatPromptPart =
  | string
  | readonly [role: MessageRole, content: MessageContent]
  | { readonly role: MessageRole; readonly content: MessageContent }
  | BaseMessage
  | MessageTemplate;

/** What the parts `Parts` of a chat prompt take together. */
export type InputOfParts<Parts extends readonly ChatPromptPart[], Format extends string> = InputOfAll<
  PartTakes<Parts[number], Format>
>;

type PartTakes<Part, Format extends string> = Part extends string
  ? ContentTakes<Part, Format>
  : Part extends BaseMessage
    ? never
    : Part extends MessageTemplate<infer In>
      ? Takes<[In] extends [never] ? Open<object> : In>
      : Part extends readonly ["placeholder", infer Text extends string]
        ? PlaceholderTakes<Variables<Text, Format>>
        : Part extends readonly [string, infer Content]
          ? ContentTakes<Content, Format>
          : Part extends { readonly content: infer Content }
            ? ContentTakes<Content, Format>
            : never;

type PlaceholderTakes<V extends string> = Takes<
  string extends V ? Open<object> : { [K in V]?: readonly MessageLike[] }
>;

/** A part as what makes its messages; a message makes itself. */
export function coercePart(part: ChatPromptPart, options: TemplateOptions): BaseMessage | MessageTemplate {
  const given: unknown = part;
  if (isBaseMessage(given) || isMessageTemplate(given)) return given;
  if (typeof given === "string") return new HumanMessagePromptTemplate(given, options);
  if (Array.isArray(given) && given.length === 2 && typeof given[0] === "string")
    return given[0] === "placeholder" ? placeholder(given[1], options) : template(given[0], given[1], options);
  if (isRecord(given) && typeof given["role"] === "string" && Object.keys(given).length === 2)
    return template(given["role"], given["content"] as MessageContent, options);
  throw new RunletError(
    "config",
    `A part of a chat prompt is text, [role, content], { role, content }, a message, a message template or a chat prompt, and not ${kind(given)}.`,
  );
}

/** Whose message the part makes, as far as one word can say it. */
export function roleOf(part: unknown): string | undefined {
  if (typeof part === "string") return "human";
  if (isBaseMessage(part)) return part.type;
  const role: unknown = Array.isArray(part) ? part[0] : (part as { role?: unknown } | null | undefined)?.role;
  return typeof role === "string" ? role : undefined;
}

function template(role: string, content: MessageContent, options: TemplateOptions): MessageTemplate {
  // An empty message of that role tells what its names mean.
  switch (role === "tool" || role === "function" ? role : coerceMessage([role, ""]).type) {
    case "human":
      return new HumanMessagePromptTemplate(content, options);
    case "ai":
      return new AIMessagePromptTemplate(content, options);
    case "system":
      return new SystemMessagePromptTemplate(content, options);
    case "generic":
      return new ChatMessagePromptTemplate(content, role, options);
  }
  throw new RunletError(
    "config",
    `A ${role} message needs more than a role and content; give a message object, or a placeholder for a list of them.`,
  );
}

const MARK = "\0";

function placeholder(text: unknown, { templateFormat }: TemplateOptions): MessageTemplate {
  const { variables, render } = compileText(text, chooseFormat(templateFormat));
  const [variableName] = variables;
  // A text that is nothing but the variable prints just its value, in whatever format.
  if (variableName !== undefined && variables.length === 1 && render({ [variableName]: MARK }) === MARK)
    return new MessagesPlaceholder({ variableName, optional: true });
  throw new RunletError("config", `A placeholder is written ["placeholder", "{history}"], not ${quote(String(text))}.`);
}
