import type { DocumentInterface } from "@langchain/core/documents";
import type * as theirs from "@langchain/core/messages";
import type { BasePromptValueInterface } from "@langchain/core/prompt_values";
import type { RunnableConfig as TheirConfig } from "@langchain/core/runnables";
import type { AIMessage, AIMessageChunk } from "../../messages/ai.ts";
import type { HumanMessage } from "../../messages/human.ts";
import type { BaseMessage } from "../../messages/message.ts";
import type { PromptValue } from "../../messages/prompt-value.ts";
import type { SystemMessage } from "../../messages/system.ts";
import type { ToolMessage } from "../../messages/tool.ts";
import type { ChatModelCallOptions } from "../../models/call-options.ts";
import type { Document } from "../../retrievers/document.ts";
import type { RunnableConfig } from "../../runs/config.ts";

/** Objects that are not looked into: they are what they are in both libraries. */
type Whole =
  | string
  | number
  | bigint
  | boolean
  | symbol
  | null
  | undefined
  | Date
  | RegExp
  | URL
  | Uint8Array
  | ReadonlyMap<unknown, unknown>
  | ReadonlySet<unknown>
  | PromiseLike<unknown>
  | ((...args: never[]) => unknown);

/** What a chunk of LangChain's is here. */
export type ChunkIn<T> = unknown extends T ? unknown : T extends theirs.AIMessageChunk ? AIMessageChunk : ValueIn<T>;

/** What a value of LangChain's is here: messages, prompts' values and documents are ours, in lists and records too. */
export type ValueIn<T> = unknown extends T
  ? unknown
  : T extends Whole
    ? T
    : T extends theirs.BaseMessage
      ? MessageIn<T>
      : T extends BasePromptValueInterface
        ? PromptValue
        : T extends DocumentInterface<infer Metadata>
          ? DocumentIn<ValueIn<Metadata>>
          : T extends readonly (infer Item)[]
            ? T extends [infer _, ...infer __]
              ? { [K in keyof T]: ValueIn<T[K]> }
              : ValueIn<Item>[]
            : { [K in keyof T]: ValueIn<T[K]> };

type DocumentIn<Metadata> = Metadata extends Readonly<Record<string, unknown>> ? Document<Metadata> : Document;

type MessageIn<T extends theirs.BaseMessage> = T extends theirs.AIMessage
  ? AIMessage
  : T extends theirs.ToolMessage
    ? ToolMessage
    : T extends theirs.HumanMessage
      ? HumanMessage
      : T extends theirs.SystemMessage
        ? SystemMessage
        : BaseMessage;

/** What a tool of LangChain's gives for arguments: that it answers a call with a message is not a part of it. */
export type ToolOutputIn<T> = [Exclude<T, theirs.ToolMessage>] extends [never]
  ? ValueIn<T>
  : ValueIn<Exclude<T, theirs.ToolMessage>>;

/** What may be given for an input of LangChain's: that, or what it is here. */
export type InputIn<T> = unknown extends T ? unknown : T | ValueIn<T>;

/** The config of a runnable of LangChain's here: that of any, and the call options of this one. */
export type ConfigIn<Options> = unknown extends Options
  ? RunnableConfig
  : RunnableConfig & Omit<Options, keyof TheirConfig>;

/** That of a chat model: tools, and which of them is to be called, are said as to any model here. */
export type ChatConfigIn<Options> = Omit<ConfigIn<Options>, "tools"> &
  RunnableConfig &
  Pick<ChatModelCallOptions, "tools" | "toolChoice">;

/** What a value of ours is in LangChain. */
export type ValueOut<T> = unknown extends T
  ? unknown
  : T extends Whole
    ? T
    : T extends BaseMessage
      ? MessageOut<T>
      : T extends PromptValue
        ? BasePromptValueInterface
        : T extends Document<infer Metadata>
          ? DocumentInterface<Metadata>
          : T extends readonly (infer Item)[]
            ? T extends readonly [infer _, ...infer __]
              ? { -readonly [K in keyof T]: ValueOut<T[K]> }
              : ValueOut<Item>[]
            : { [K in keyof T]: ValueOut<T[K]> };

type MessageOut<T extends BaseMessage> = T extends AIMessage
  ? theirs.AIMessage
  : T extends ToolMessage
    ? theirs.ToolMessage
    : T extends { readonly type: "human" }
      ? theirs.HumanMessage
      : T extends { readonly type: "system" }
        ? theirs.SystemMessage
        : theirs.BaseMessage;

/** What may be given in LangChain for an input of ours: that, or what it is there. */
export type InputOut<T> = unknown extends T ? unknown : T | ValueOut<T>;
