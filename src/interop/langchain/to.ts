import type { BaseChatModelCallOptions } from "@langchain/core/language_models/chat_models";
import { RunletError } from "../../errors/error.ts";
import type { RunnableConfig } from "../../runs/config.ts";
import { isRunnable } from "../../runnables/compile.ts";
import type { Runnable } from "../../runnables/runnable.ts";
import type { ChatModelBinding } from "../../models/binding.ts";
import type { ChatModel } from "../../models/chat-model.ts";
import type { Retriever } from "../../retrievers/retriever.ts";
import { StructuredTool } from "../../tools/tool.ts";
import type { OurChatModel } from "./to-chat-model.ts";
import { RunletChatModel } from "./to-chat-model.ts";
import { RunletRetriever, type OurRetriever } from "./to-retriever.ts";
import { RunletRunnable } from "./to-runnable.ts";
import { RunletTool } from "./to-tool.ts";
import type { InputOut, ValueOut } from "./types.ts";

/**
 * A runnable of this library as one of LangChain.js: a chat model is a `BaseChatModel`, a retriever a `BaseRetriever`, a tool a
 * `StructuredTool`, anything else a `Runnable`. It streams, is given the config and its signal, and LangChain's callbacks and
 * `streamEvents` are told of the runs inside it. Messages, prompts' values and documents are converted both ways.
 *
 * @throws `config` for anything else; a run, what this library throws, as it is
 * @example
 * const chain = toLangChain(prompt.pipe(model).pipe(new StringOutputParser()));
 * const graph = new StateGraph(State).addNode("joke", async ({ topic }) => ({ joke: await chain.invoke({ topic }) }));
 */
export function toLangChain<Config extends RunnableConfig>(
  model: ChatModel<Config> | ChatModelBinding<Config>,
): RunletChatModel<BaseChatModelCallOptions & Omit<Config, keyof BaseChatModelCallOptions | keyof RunnableConfig>>;
export function toLangChain(retriever: Retriever): RunletRetriever;
export function toLangChain<Args, Output>(tool: StructuredTool<Args, Output>): RunletTool<Args, ValueOut<Output>>;
export function toLangChain<In, Out>(runnable: Runnable<In, Out, unknown>): RunletRunnable<InputOut<In>, ValueOut<Out>>;
export function toLangChain(runnable: Runnable<never, unknown, unknown>): unknown {
  if (!isRunnable(runnable)) throw new RunletError("config", "toLangChain takes a runnable of this library.");
  const { type } = runnable["~kind"];
  if (type === "chat_model") return new RunletChatModel(runnable as OurChatModel);
  if (type === "retriever") return new RunletRetriever(runnable as OurRetriever);
  if (runnable instanceof StructuredTool) return new RunletTool(runnable);
  return new RunletRunnable(runnable);
}
