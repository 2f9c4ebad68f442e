import type { CallbackHandlerMethods, HandleLLMNewTokenCallbackFields } from "@langchain/core/callbacks/base";
import type { DocumentInterface } from "@langchain/core/documents";
import type { Serialized } from "@langchain/core/load/serializable";
import type { BaseMessage } from "@langchain/core/messages";
import type { ChatGeneration, LLMResult } from "@langchain/core/outputs";
import { RunletError } from "../../errors/error.ts";
import { CHAT_MODEL } from "../../models/chat-model.ts";
import { COMPLETION } from "../../models/llm.ts";
import { PARSER } from "../../parsers/output-parser.ts";
import { PROMPT } from "../../prompts/base-prompt-template.ts";
import { RETRIEVER } from "../../retrievers/retriever.ts";
import { CHAIN, type RunKind } from "../../runs/kind.ts";
import { ObservedRun, type KnownInput } from "../../runs/observed-run.ts";
import { TOOL } from "../../tools/tool.ts";
import { messageIn, modelChunkIn } from "./messages-in.ts";
import { documentIn, valueIn } from "./values.ts";

/** What LangChain says of a run when it begins. */
interface Begun {
  readonly runId: string;
  readonly parentRunId: string | undefined;
  readonly tags: readonly string[] | undefined;
  readonly metadata: Record<string, unknown> | undefined;
  readonly name: string | undefined;
  readonly serialized: Serialized;
}

/**
 * A handler of LangChain's callbacks, for what runs inside a step of ours: tells those who watch the step of each run, as one
 * inside it. LangChain's run of the step itself is the step's, which tells of itself.
 */
export class RunsInside implements CallbackHandlerMethods {
  /** By this name LangChain knows who wants to see what streams out of the runs inside, in `tapOutputIterable`. */
  readonly name = "event_stream_tracer";
  /** Models inside stream, also where they are only invoked. */
  readonly lc_prefer_streaming = true;
  /** What is told is told before anything goes on, so that causes come first. */
  readonly awaitHandlers = true;
  private readonly step: ObservedRun;
  private readonly runs = new Map<string, ObservedRun>();
  /** Models that have said something: of one that does not stream, its answer is its one chunk. */
  private readonly spoken = new Set<string>();
  private readonly tapped = new Set<string>();

  constructor(step: ObservedRun) {
    this.step = step;
  }

  /** Passes on what streams out of a run, and tells of it. */
  tapOutputIterable<T>(runId: string, chunks: AsyncIterable<T>): AsyncIterable<T> {
    // Of one that is in another by the same id, only the outer one.
    if (runId === this.step.runId || this.tapped.has(runId)) return chunks;
    this.tapped.add(runId);
    return tap(this.runs, runId, chunks);
  }

  handleChainStart(
    serialized: Serialized,
    inputs: Record<string, unknown>,
    runId: string,
    parentRunId?: string,
    tags?: string[],
    metadata?: Record<string, unknown>,
    runType?: string,
    name?: string,
    extra?: Record<string, unknown>,
  ): void {
    const input = extra?.["lc_defers_inputs"] ? undefined : unboxed(inputs, "input");
    this.start({ serialized, runId, parentRunId, tags, metadata, name }, KINDS[runType ?? ""] ?? CHAIN, input);
  }

  handleChainEnd(
    outputs: Record<string, unknown>,
    runId: string,
    _parentRunId?: string,
    _tags?: string[],
    known?: { inputs?: Record<string, unknown> },
  ): void {
    const run = this.take(runId);
    if (!run) return;
    if (known?.inputs) run.input ??= unboxed(known.inputs, "input");
    run.end(unboxed(outputs, "output").value);
  }

  handleChainError(error: unknown, runId: string): void {
    this.fail(runId, error);
  }

  handleChatModelStart(
    serialized: Serialized,
    messages: BaseMessage[][],
    runId: string,
    parentRunId?: string,
    _extra?: Record<string, unknown>,
    tags?: string[],
    metadata?: Record<string, unknown>,
    name?: string,
  ): void {
    const input = { value: (messages[0] ?? []).map(messageIn) };
    this.start({ serialized, runId, parentRunId, tags, metadata, name }, CHAT_MODEL, input);
  }

  handleLLMStart(
    serialized: Serialized,
    prompts: string[],
    runId: string,
    parentRunId?: string,
    _extra?: Record<string, unknown>,
    tags?: string[],
    metadata?: Record<string, unknown>,
    name?: string,
  ): void {
    this.start({ serialized, runId, parentRunId, tags, metadata, name }, COMPLETION, { value: prompts[0] ?? "" });
  }

  handleLLMNewToken(
    token: string,
    _at: unknown,
    runId: string,
    _parentRunId?: string,
    _tags?: string[],
    fields?: HandleLLMNewTokenCallbackFields,
  ): void {
    const run = this.runs.get(runId);
    if (!run) return;
    this.spoken.add(runId);
    const { message } = (fields?.chunk ?? {}) as Partial<ChatGeneration>;
    run.chunk(run.kind === CHAT_MODEL ? chunkOf(message, token) : token);
  }

  handleLLMEnd({ generations }: LLMResult, runId: string): void {
    const run = this.take(runId);
    if (!run) return;
    const answer = generations[0]?.[0] as Partial<ChatGeneration> | undefined;
    const silent = !this.spoken.delete(runId);
    if (run.kind !== CHAT_MODEL) {
      if (silent && answer?.text) run.chunk(answer.text);
      return run.end(answer?.text);
    }
    const chunk = chunkOf(answer?.message, answer?.text ?? "");
    if (silent) run.chunk(chunk);
    run.end(chunk.toMessage());
  }

  handleLLMError(error: unknown, runId: string): void {
    this.fail(runId, error);
  }

  handleToolStart(
    serialized: Serialized,
    input: string,
    runId: string,
    parentRunId?: string,
    tags?: string[],
    metadata?: Record<string, unknown>,
    name?: string,
  ): void {
    this.start({ serialized, runId, parentRunId, tags, metadata, name }, TOOL, { value: argumentsOf(input) });
  }

  handleToolEvent(chunk: unknown, runId: string): void {
    this.of(runId)?.progress(valueIn(chunk));
  }

  handleToolEnd(output: unknown, runId: string): void {
    this.take(runId)?.end(valueIn(output));
  }

  handleToolError(error: unknown, runId: string): void {
    this.fail(runId, error);
  }

  handleRetrieverStart(
    serialized: Serialized,
    query: string,
    runId: string,
    parentRunId?: string,
    tags?: string[],
    metadata?: Record<string, unknown>,
    name?: string,
  ): void {
    this.start({ serialized, runId, parentRunId, tags, metadata, name }, RETRIEVER, { value: query });
  }

  handleRetrieverEnd(documents: DocumentInterface[], runId: string): void {
    this.take(runId)?.end(documents.map(documentIn));
  }

  handleRetrieverError(error: unknown, runId: string): void {
    this.fail(runId, error);
  }

  handleCustomEvent(name: string, data: unknown, runId: string): void {
    this.of(runId)?.custom(name, data);
  }

  private start(begun: Begun, kind: RunKind, input: KnownInput | undefined): void {
    const { runId, parentRunId, tags = [], metadata = {}, name, serialized } = begun;
    if (runId === this.step.runId) return;
    const parent = (parentRunId && this.of(parentRunId)) || this.step;
    const detail = {
      tags,
      config: { metadata },
      kind,
      listeners: [],
      bound: { signals: new Set<AbortSignal>(), observed: false },
    };
    const run = new ObservedRun(
      { name: name ?? serialized.id.at(-1) ?? "", parent: undefined, detail },
      { parent, settings: {}, streamed: this.step.streamed, observers: [], gates: parent.gates, runId },
    );
    this.runs.set(runId, run);
    run.start(input);
  }

  private of(runId: string): ObservedRun | undefined {
    return runId === this.step.runId ? this.step : this.runs.get(runId);
  }

  /** It ends. */
  private take(runId: string): ObservedRun | undefined {
    const run = this.runs.get(runId);
    this.runs.delete(runId);
    return run;
  }

  private fail(runId: string, error: unknown): void {
    this.spoken.delete(runId);
    this.take(runId)?.stop({ error: asObject(error) });
  }
}

const KINDS: Readonly<Record<string, RunKind>> = { prompt: PROMPT, parser: PARSER };

async function* tap<T>(runs: ReadonlyMap<string, ObservedRun>, runId: string, chunks: AsyncIterable<T>) {
  for await (const chunk of chunks) {
    runs.get(runId)?.chunk(valueIn(chunk));
    yield chunk;
  }
}

/** LangChain puts into a record what is none. */
function unboxed(record: Record<string, unknown>, key: "input" | "output"): KnownInput {
  const keys = Object.keys(record);
  return { value: valueIn(keys.length === 1 && keys[0] === key ? record[key] : record) };
}

function chunkOf(message: BaseMessage | undefined, text: string) {
  return modelChunkIn(message ?? ({ content: text } as BaseMessage));
}

/** The arguments of a tool are told as text: as JSON, unless they are text. */
function argumentsOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function asObject(error: unknown): object {
  if (typeof error === "object" && error !== null) return error;
  return new RunletError("thrown", `A run of LangChain's threw ${String(error)}, which is not an error.`, {
    cause: error,
  });
}
