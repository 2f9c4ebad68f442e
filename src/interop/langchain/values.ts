import { Document as TheirDocument, type DocumentInterface } from "@langchain/core/documents";
import {
  ChatPromptValue as TheirChatPromptValue,
  StringPromptValue as TheirStringPromptValue,
  type BasePromptValueInterface,
} from "@langchain/core/prompt_values";
import { isBaseMessage } from "../../messages/guards.ts";
import { ChatPromptValue, StringPromptValue, type PromptValue } from "../../messages/prompt-value.ts";
import { isRecord } from "../../messages/record.ts";
import { setOwn } from "../../engine/own.ts";
import { Document } from "../../retrievers/document.ts";
import { isTheirMessage, messageIn } from "./messages-in.ts";
import { messageOut } from "./messages-out.ts";

/** In how many lists and records, one inside the other, what has two forms is looked for. */
const DEPTH = 8;

/** A value of LangChain's as ours: messages, prompts' values and documents, also those inside of lists and records. */
export function valueIn(value: unknown): unknown {
  return typeof value === "object" && value !== null ? converted(value, oneIn, 0) : value;
}

/** The same the other way round. */
export function valueOut(value: unknown): unknown {
  return typeof value === "object" && value !== null ? converted(value, oneOut, 0) : value;
}

export function documentIn({ pageContent, metadata, id }: DocumentInterface): Document {
  return new Document({ pageContent, metadata, ...(id !== undefined && { id }) });
}

export function documentOut({ pageContent, metadata, id }: Document): TheirDocument {
  return new TheirDocument({ pageContent, metadata: { ...metadata }, ...(id !== undefined && { id }) });
}

/** What has two forms, in the other one; anything else is given back as it is. */
type Convert = (value: object) => object;

/** What has nothing in it to convert is the value itself. */
function converted(value: object, convert: Convert, depth: number): object {
  const other = convert(value);
  if (other !== value || depth === DEPTH) return other;
  const inside = (item: unknown) =>
    typeof item === "object" && item !== null ? converted(item, convert, depth + 1) : item;
  if (Array.isArray(value)) {
    const items: unknown[] = value.map(inside);
    return items.some((item, at) => item !== value[at]) ? items : value;
  }
  if (!isRecord(value)) return value;
  let copy: Record<string, unknown> | undefined;
  for (const key of Object.keys(value)) {
    const item = inside(value[key]);
    if (item !== value[key]) setOwn((copy ??= { ...value }), key, item);
  }
  return copy ?? value;
}

function oneIn(value: object): object {
  if (isTheirMessage(value)) return messageIn(value);
  if (isTheirPrompt(value)) return promptIn(value);
  return isTheirDocument(value) ? documentIn(value) : value;
}

function oneOut(value: object): object {
  if (isBaseMessage(value)) return messageOut(value);
  if (isOurPrompt(value)) return promptOut(value);
  return value instanceof Document ? documentOut(value) : value;
}

function isTheirPrompt(value: object): value is BasePromptValueInterface {
  return hasMessages(value) && "lc_namespace" in value;
}

function isOurPrompt(value: object): value is PromptValue {
  return hasMessages(value) && !("lc_namespace" in value);
}

function hasMessages(value: object): boolean {
  return typeof (value as Partial<PromptValue>).toChatMessages === "function";
}

function isTheirDocument(value: object): value is DocumentInterface {
  const { pageContent, metadata } = value as Partial<DocumentInterface>;
  return typeof pageContent === "string" && typeof metadata === "object" && !(value instanceof Document);
}

/** One that was written as text has it as its `value`. */
function textIn(value: object): string | undefined {
  const { value: text } = value as { readonly value?: unknown };
  return typeof text === "string" ? text : undefined;
}

function promptIn(prompt: BasePromptValueInterface): PromptValue {
  const text = textIn(prompt);
  return text === undefined ? new ChatPromptValue(prompt.toChatMessages().map(messageIn)) : new StringPromptValue(text);
}

function promptOut(prompt: PromptValue): BasePromptValueInterface {
  const text = textIn(prompt);
  return text === undefined
    ? new TheirChatPromptValue(prompt.toChatMessages().map(messageOut))
    : new TheirStringPromptValue(text);
}
