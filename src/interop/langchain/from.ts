import type { BaseLanguageModelInput } from "@langchain/core/language_models/base";
import type { AIMessageChunk } from "@langchain/core/messages";
import type { RunnableInterface } from "@langchain/core/runnables";
import type { StructuredToolInterface, ToolSchemaBase } from "@langchain/core/tools";
import { RunletError } from "../../errors/error.ts";
import { CHAT_MODEL } from "../../models/chat-model.ts";
import { COMPLETION } from "../../models/llm.ts";
import { RETRIEVER } from "../../retrievers/retriever.ts";
import { joinOf as joinNamed, type JoinOption } from "../../runnables/input.ts";
import type { Runnable } from "../../runnables/runnable.ts";
import type { IsAny } from "../../runnables/step.ts";
import { StructuredTool, TOOL } from "../../tools/tool.ts";
import { LangChainChatModel } from "./chat-model.ts";
import { LangChainLLM } from "./llm.ts";
import { LangChainRetriever } from "./retriever.ts";
import { LangChainRunnable } from "./runnable.ts";
import { innermost, kindOf, type Theirs } from "./structure.ts";
import { LangChainTool } from "./tool.ts";
import type { ChatConfigIn, ChunkIn, ConfigIn, InputIn, ToolOutputIn, ValueIn } from "./types.ts";

/** What chat models of LangChain's have. */
interface TheirChatModel<Options> extends RunnableInterface<BaseLanguageModelInput, AIMessageChunk> {
  _llmType(): string;
  invoke(input: BaseLanguageModelInput, options?: Partial<Options>): Promise<AIMessageChunk>;
}

/** The arguments of a tool: it may be given a call, or text, as well. */
type ArgumentsOf<Input> = IsAny<Input> extends true ? unknown : Input;

export interface FromLangChainOptions {
  /**
   * How the chunks join into the output. By default as the runnable's own parts say: of a chain, its last step; of a map, each
   * key by itself. What LangChain does not know, such as of a function, is put together by what the chunks are: text, message
   * chunks and lists end to end, records key by key.
   */
  readonly join?: JoinOption;
}

/**
 * A runnable of LangChain.js as one of this library: a chat model is a `ChatModel`, a retriever a `Retriever`, a tool a
 * `StructuredTool`; prompts, parsers, chains and graphs are runnables. It streams, and is given what the config says; what
 * happens inside it is told to those who watch, as runs inside its own. Messages, prompts' values and documents are
 * converted both ways, also in lists and records. Call options are those of LangChain's runnable, for `bind`.
 *
 * A graph of LangGraph streams its states, of which the last is the output; with another `streamMode` it streams that, and gives
 * the list of it.
 *
 * @throws `config` for anything else; a run, what LangChain throws, as it is
 * @example
 * const model = fromLangChain(new ChatOpenAI({ model: "gpt-5" }));
 * const chain = ChatPromptTemplate.fromTemplate("a joke about {topic}").pipe(model).pipe(new StringOutputParser());
 * for await (const text of chain.stream({ topic: "parrots" })) process.stdout.write(text);
 */
export function fromLangChain<Options>(model: TheirChatModel<Options>): LangChainChatModel<ChatConfigIn<Options>>;
export function fromLangChain<Schema extends ToolSchemaBase, Input, Output>(
  tool: StructuredToolInterface<Schema, Input, Output>,
): StructuredTool<ArgumentsOf<Input>, ToolOutputIn<Output>>;
export function fromLangChain<In, Out, Options extends object>(
  runnable: RunnableInterface<In, Out, Options>,
  options?: FromLangChainOptions,
): Runnable<InputIn<In>, ValueIn<Out>, ChunkIn<Out>, ConfigIn<Options>>;
export function fromLangChain(runnable: unknown, options: FromLangChainOptions = {}): unknown {
  if (!isTheirs(runnable))
    throw new RunletError(
      "config",
      "fromLangChain takes a runnable of LangChain.js: a model, a chain, a tool, a graph.",
    );
  const kind = kindOf(runnable);
  if (kind === CHAT_MODEL) return new LangChainChatModel(runnable);
  if (kind === COMPLETION) return new LangChainLLM(runnable);
  if (kind === RETRIEVER) return new LangChainRetriever(runnable);
  if (kind === TOOL && innermost(runnable) === runnable)
    return new LangChainTool(runnable as unknown as StructuredToolInterface);
  return new LangChainRunnable(runnable, options.join && joinNamed(options.join));
}

/** By what it says of itself, as LangChain does: it may come from another copy of its package. */
function isTheirs(value: unknown): value is Theirs {
  return typeof value === "object" && value !== null && (value as { lc_runnable?: unknown }).lc_runnable === true;
}
