import {
  CallbackManager,
  type CallbackManagerForChainRun,
  type CallbackManagerForLLMRun,
  type CallbackManagerForRetrieverRun,
  type CallbackManagerForToolRun,
} from "@langchain/core/callbacks/manager";
import { ChatGenerationChunk, GenerationChunk, type Generation } from "@langchain/core/outputs";
import { letGo } from "../../engine/closing.ts";
import type { AIMessageChunk } from "../../messages/ai.ts";
import type { BaseMessage } from "../../messages/message.ts";
import type { Document } from "../../retrievers/document.ts";
import type {
  CallbackHandler,
  HandledDocument,
  HandledGeneration,
  HandledMessage,
  LLMResult,
  SerializedRunnable,
} from "../../runs/callback-handler.ts";
import { messageOut, modelChunkOut } from "./messages-out.ts";
import { documentOut, valueOut } from "./values.ts";

/** A run of LangChain's that is under way, as those see it who are told of it there. */
export type TheirRun =
  | CallbackManagerForChainRun
  | CallbackManagerForLLMRun
  | CallbackManagerForRetrieverRun
  | CallbackManagerForToolRun;

/**
 * A handler of our callbacks, for a runnable of ours that runs inside of LangChain: tells LangChain's callbacks of each run
 * inside it. The whole is LangChain's own run, which tells of itself.
 */
export class RunsOutside implements CallbackHandler {
  /** Settles when all that has been told so far has been told there too. Rejects where a handler there says so. */
  told: Promise<void> = Promise.resolve();
  private readonly whole: TheirRun;
  private readonly runs = new Map<string, TheirRun>();

  constructor(whole: TheirRun) {
    this.whole = whole;
  }

  handleChainStart(
    serialized: SerializedRunnable,
    inputs: Record<string, unknown>,
    runId: string,
    parentRunId: string | undefined,
    tags: string[],
    metadata: Record<string, unknown>,
    runType: string,
    name: string,
    extra: Record<string, unknown> | undefined,
  ): void {
    const type = runType === "chain" ? undefined : runType;
    this.begin(runId, parentRunId, tags, metadata, (manager) =>
      manager.handleChainStart(
        serialized,
        recordOut(inputs),
        runId,
        type,
        undefined,
        undefined,
        name,
        undefined,
        extra,
      ),
    );
  }

  handleChainEnd(
    outputs: Record<string, unknown>,
    runId: string,
    _parentRunId: string | undefined,
    _tags: string[],
    known?: Known,
  ): void {
    this.end<CallbackManagerForChainRun>(runId, (run) =>
      run.handleChainEnd(recordOut(outputs), undefined, undefined, undefined, knownOut(known)),
    );
  }

  handleChainError(
    error: unknown,
    runId: string,
    _parentRunId: string | undefined,
    _tags: string[],
    known?: Known,
  ): void {
    this.end<CallbackManagerForChainRun>(runId, (run) =>
      run.handleChainError(error, undefined, undefined, undefined, knownOut(known)),
    );
  }

  handleChatModelStart(
    serialized: SerializedRunnable,
    messages: HandledMessage[][],
    runId: string,
    parentRunId: string | undefined,
    extra: Record<string, unknown>,
    tags: string[],
    metadata: Record<string, unknown>,
    name: string,
  ): void {
    const lists = messages.map((list) => list.map((message) => messageOut(message as BaseMessage)));
    this.begin(runId, parentRunId, tags, metadata, async (manager) => {
      const runs = await manager.handleChatModelStart(
        serialized,
        lists,
        runId,
        undefined,
        extra,
        undefined,
        undefined,
        name,
      );
      return runs[0]!;
    });
  }

  handleLLMStart(
    serialized: SerializedRunnable,
    prompts: string[],
    runId: string,
    parentRunId: string | undefined,
    extra: Record<string, unknown>,
    tags: string[],
    metadata: Record<string, unknown>,
    name: string,
  ): void {
    this.begin(runId, parentRunId, tags, metadata, async (manager) => {
      const runs = await manager.handleLLMStart(
        serialized,
        prompts,
        runId,
        undefined,
        extra,
        undefined,
        undefined,
        name,
      );
      return runs[0]!;
    });
  }

  handleLLMNewToken(
    token: string,
    index: { readonly prompt: number; readonly completion: number },
    runId: string,
    _parentRunId: string | undefined,
    _tags: string[],
    fields?: { readonly chunk?: HandledGeneration | undefined },
  ): void {
    const message = fields?.chunk?.message as AIMessageChunk | undefined;
    const chunk = message
      ? new ChatGenerationChunk({ text: token, message: modelChunkOut(message) })
      : new GenerationChunk({ text: token });
    this.of<CallbackManagerForLLMRun>(runId, (run) =>
      run.handleLLMNewToken(token, { ...index }, undefined, undefined, undefined, { chunk }),
    );
  }

  handleLLMEnd({ generations, llmOutput }: LLMResult, runId: string): void {
    const all = generations.map((list) => list.map(generationOut));
    this.end<CallbackManagerForLLMRun>(runId, (run) =>
      run.handleLLMEnd({ generations: all, ...(llmOutput && { llmOutput }) }),
    );
  }

  handleLLMError(error: unknown, runId: string): void {
    this.end<CallbackManagerForLLMRun>(runId, (run) => run.handleLLMError(error));
  }

  handleToolStart(
    serialized: SerializedRunnable,
    input: string,
    runId: string,
    parentRunId: string | undefined,
    tags: string[],
    metadata: Record<string, unknown>,
    name: string,
    toolCallId: string | undefined,
  ): void {
    this.begin(runId, parentRunId, tags, metadata, (manager) =>
      manager.handleToolStart(serialized, input, runId, undefined, undefined, undefined, name, toolCallId),
    );
  }

  handleToolEvent(chunk: unknown, runId: string): void {
    const tell = (run: CallbackManagerForToolRun) => run.handleToolEvent(valueOut(chunk));
    // Of the whole, too: LangChain knows nothing of what its tool does.
    if (runId === this.whole.runId) this.next(() => tell(this.whole as CallbackManagerForToolRun));
    else this.of(runId, tell);
  }

  handleToolEnd(output: unknown, runId: string): void {
    this.end<CallbackManagerForToolRun>(runId, (run) => run.handleToolEnd(valueOut(output)));
  }

  handleToolError(error: unknown, runId: string): void {
    this.end<CallbackManagerForToolRun>(runId, (run) => run.handleToolError(error));
  }

  handleRetrieverStart(
    serialized: SerializedRunnable,
    query: string,
    runId: string,
    parentRunId: string | undefined,
    tags: string[],
    metadata: Record<string, unknown>,
    name: string,
  ): void {
    this.begin(runId, parentRunId, tags, metadata, (manager) =>
      manager.handleRetrieverStart(serialized, query, runId, undefined, undefined, undefined, name),
    );
  }

  handleRetrieverEnd(documents: HandledDocument[], runId: string): void {
    const found = documents.map((document) => documentOut(document as Document));
    this.end<CallbackManagerForRetrieverRun>(runId, (run) => run.handleRetrieverEnd(found));
  }

  handleRetrieverError(error: unknown, runId: string): void {
    this.end<CallbackManagerForRetrieverRun>(runId, (run) => run.handleRetrieverError(error));
  }

  handleCustomEvent(name: string, data: unknown, runId: string): void {
    this.next(() => managerInside(this.whole).handleCustomEvent?.(name, data, runId));
  }

  private begin(
    runId: string,
    parentRunId: string | undefined,
    tags: readonly string[],
    metadata: Record<string, unknown>,
    start: (manager: CallbackManager) => Promise<TheirRun>,
  ): void {
    if (runId === this.whole.runId) return;
    this.next(async () => {
      const manager = managerInside(this.runs.get(parentRunId ?? "") ?? this.whole);
      manager.addTags(
        tags.filter((tag) => !manager.tags.includes(tag)),
        false,
      );
      manager.addMetadata(metadata, false);
      this.runs.set(runId, await start(manager));
    });
  }

  private of<R extends TheirRun>(runId: string, tell: (run: R) => Promise<unknown>): void {
    if (runId === this.whole.runId) return;
    this.next(async () => {
      const run = this.runs.get(runId);
      if (run) await tell(run as R);
    });
  }

  private end<R extends TheirRun>(runId: string, tell: (run: R) => Promise<unknown>): void {
    this.of<R>(runId, (run) => {
      this.runs.delete(runId);
      return tell(run);
    });
  }

  /** Each is told when those before have been: an end is not to overtake its start. */
  private next(work: () => Promise<unknown> | undefined): void {
    this.told = this.told.then(work) as Promise<void>;
    letGo(this.told);
  }
}

/** What runs inside of a run are told to. A model's run gives nobody that, though it has all that it takes. */
function managerInside(run: TheirRun): CallbackManager {
  const { getChild, inheritableHandlers, inheritableTags, inheritableMetadata } = run as unknown as Inheritable;
  if (getChild) return getChild.call(run);
  const manager = new CallbackManager(run.runId);
  manager.setHandlers(inheritableHandlers);
  manager.addTags(inheritableTags);
  manager.addMetadata(inheritableMetadata);
  return manager;
}

interface Inheritable extends Pick<CallbackManager, "inheritableHandlers" | "inheritableTags" | "inheritableMetadata"> {
  getChild?(): CallbackManager;
}

interface Known {
  readonly inputs?: Record<string, unknown> | undefined;
}

function knownOut(known: Known | undefined): { inputs?: Record<string, unknown> } {
  return known?.inputs ? { inputs: recordOut(known.inputs) } : {};
}

function recordOut(record: Record<string, unknown>): Record<string, unknown> {
  return valueOut(record) as Record<string, unknown>;
}

function generationOut({ text, message }: HandledGeneration): Generation {
  return (message ? { text, message: messageOut(message as BaseMessage) } : { text }) as Generation;
}
