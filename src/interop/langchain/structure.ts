import type { RunnableInterface } from "@langchain/core/runnables";
import { last, list, text, type Join } from "../../engine/join.ts";
import { keyed } from "../../engine/keyed.ts";
import { messageJoin } from "../../messages/gather.ts";
import { COMPLETION } from "../../models/llm.ts";
import { CHAT_MODEL } from "../../models/chat-model.ts";
import { PARSER } from "../../parsers/output-parser.ts";
import { PROMPT } from "../../prompts/base-prompt-template.ts";
import { RETRIEVER } from "../../retrievers/retriever.ts";
import { CHAIN, type RunKind } from "../../runs/kind.ts";
import { TOOL } from "../../tools/tool.ts";
import { glue } from "./glue.ts";

/** Any runnable of LangChain's, of which nothing more is known. */
export type Theirs = RunnableInterface<unknown, unknown>;

/** What runnables of LangChain's have, each of some class. They may be of another copy of its package. */
interface Shape {
  /** Of a binding. */
  readonly bound?: Theirs;
  /** Of a sequence. */
  readonly first?: Theirs;
  readonly last?: Theirs;
  /** Of a map. */
  readonly steps?: Readonly<Record<string, Theirs>>;
  /** Of an assignment: a map. */
  readonly mapper?: Theirs;
  /** Of one that has others to fall back on. */
  readonly runnable?: Theirs;
  readonly lg_is_pregel?: boolean;
  readonly diff?: boolean;
  _modelType?(): string;
}

/** The name of its class: static, and inherited by those that are made of it. */
function classOf(runnable: Theirs): string {
  return (runnable.constructor as { lc_name?(): string }).lc_name?.() ?? "";
}

function can(runnable: Theirs, method: string): boolean {
  return typeof (runnable as unknown as Record<string, unknown>)[method] === "function";
}

/** What it is that runs: a binding has no run of its own. */
export function innermost(runnable: Theirs): Theirs {
  const { bound } = runnable as Shape;
  return bound && classOf(runnable) === "RunnableBinding" ? innermost(bound) : runnable;
}

/** A graph of LangGraph. */
export function isGraph(runnable: Theirs): boolean {
  return (innermost(runnable) as Shape).lg_is_pregel === true;
}

/** What its runs are to those who watch. */
export function kindOf(runnable: Theirs): RunKind {
  const inner = innermost(runnable);
  const modelType = (inner as Shape)._modelType?.();
  if (modelType === "base_chat_model") return CHAT_MODEL;
  if (modelType !== undefined && can(inner, "_generate")) return COMPLETION;
  if (can(inner, "_getRelevantDocuments")) return RETRIEVER;
  if (can(inner, "_call") && "schema" in inner) return TOOL;
  if (can(inner, "formatPromptValue")) return PROMPT;
  return can(inner, "parseResult") ? PARSER : CHAIN;
}

/** How its chunks join: by what it is made of, as far as that is known. */
export function joinOf(runnable: Theirs): Join {
  const kind = kindOf(runnable);
  if (kind === CHAT_MODEL) return messageJoin;
  if (kind === COMPLETION) return text as Join;
  if (kind === RETRIEVER || kind === TOOL || kind === PROMPT) return last;
  const shape = runnable as Shape;
  switch (classOf(runnable)) {
    case "RunnableBinding":
    case "RunnableRetry":
      return joinOf(shape.bound!);
    case "RunnableSequence":
      return joinOf(shape.last!);
    case "RunnableWithFallbacks":
      return joinOf(shape.runnable!);
    case "RunnableMap":
      return keyed({ keys: [], join: (key) => joinOfKey(shape.steps, key) }) as Join;
    case "RunnableAssign":
      return keyed({ keys: [], join: (key) => joinOfKey((shape.mapper as Shape).steps, key) }) as Join;
  }
  // A parser that gives the value so far, or of each what is new.
  if (typeof shape.diff === "boolean") return shape.diff ? list : last;
  return glue;
}

function joinOfKey(steps: Shape["steps"], key: string): Join {
  return steps && Object.hasOwn(steps, key) ? joinOf(steps[key]!) : glue;
}

/** Whether it passes on its input as it comes; any other waits for the whole, which is for us to put together. */
export function takesStream(runnable: Theirs): boolean {
  const shape = runnable as Shape;
  switch (classOf(runnable)) {
    case "RunnableBinding":
      return takesStream(shape.bound!);
    case "RunnableSequence":
      return takesStream(shape.first!);
    case "RunnableMap":
      return Object.values(shape.steps!).some(takesStream);
    case "RunnableAssign":
    case "RunnablePassthrough":
    case "RunnablePick":
    case "RunnableGenerator":
      return true;
  }
  // A parser that reads text piece by piece.
  return kindOf(runnable) === PARSER && can(runnable, "_transform");
}
