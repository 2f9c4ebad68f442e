/** Which runnable a run is of, in the form in which LangChain names the classes of its own. */
export interface SerializedRunnable {
  readonly lc: 1;
  readonly type: "not_implemented";
  /** The library, the type of run and the name of the runnable. */
  readonly id: string[];
}

/** What a handler is given of a message: what the messages of this library and of LangChain.js both have. */
export interface HandledMessage {
  readonly type: string;
  readonly content: unknown;
  readonly text: string;
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  /** Of a model's message: what it cost. */
  readonly usage_metadata?:
    | { readonly input_tokens: number; readonly output_tokens: number; readonly total_tokens: number }
    | undefined;
  /** What the provider says of it: its model's name, its finish reason. */
  readonly response_metadata?: Readonly<Record<string, unknown>> | undefined;
}

/** One answer of a model, or a piece of it. Of a model that chats, with its message. */
export interface HandledGeneration {
  readonly text: string;
  readonly message?: HandledMessage | undefined;
}

/** What a model has answered. */
export interface LLMResult {
  /** The answers to each prompt: here always one to one. None, where the answer is longer than the `keepLimit`. */
  readonly generations: readonly (readonly HandledGeneration[])[];
  /** What the answer cost, as `tokenUsage`, where the model says it. */
  readonly llmOutput?: Record<string, unknown> | undefined;
}

/** What a handler is given of a document. */
export interface HandledDocument {
  readonly pageContent: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly id?: string | undefined;
}

/**
 * Is told what happens in a run, and in those inside it: one method for each thing, each of them optional. These are the
 * methods of LangChain.js with their arguments, so that handlers written for it work, as an object or as an instance of a
 * class. The runs of prompts, parsers and whatever has no methods of its own are told as chains, with their `runType`.
 *
 * A method is called at once, in the order of what causes what: every run that has started ends once, after those
 * inside it, and a run that is cancelled ends with an error whose name is `AbortError`. While a promise that a method has
 * given is pending, what comes next in the same whole run waits for it; the run itself does not, and neither do other
 * handlers. (If 10,000 calls wait, more tokens and custom events are left out.) What a method throws is dropped, and what
 * it gives back is not looked at: a handler cannot change, fail or hold up a run. It runs outside of any step, so that a
 * run it begins is not told to it as a part of this one. What it is given of inputs and outputs are the values
 * themselves, which are not to be changed.
 *
 * Every run has an id and, unless it is the whole, that of the run it is inside of.
 */
export interface CallbackHandler {
  readonly name?: string;

  /** Leaves out the runs of models. */
  readonly ignoreLLM?: boolean;
  /** Leaves out the runs of chains, prompts and parsers. */
  readonly ignoreChain?: boolean;
  /** Leaves out the runs of tools. */
  readonly ignoreAgent?: boolean;
  /** Leaves out the runs of retrievers. */
  readonly ignoreRetriever?: boolean;
  /** Leaves out what `dispatchCustomEvent` tells. */
  readonly ignoreCustomEvent?: boolean;

  /** A model that chats begins to answer. `messages` has one list. */
  handleChatModelStart?(
    model: SerializedRunnable,
    messages: HandledMessage[][],
    runId: string,
    parentRunId: string | undefined,
    extraParams: Record<string, unknown>,
    tags: string[],
    metadata: Record<string, unknown>,
    runName: string,
  ): unknown;
  /**
   * A model that completes text begins to answer. Also told of a model that chats, with its messages as text, where there
   * is no `handleChatModelStart`.
   */
  handleLLMStart?(
    model: SerializedRunnable,
    prompts: string[],
    runId: string,
    parentRunId: string | undefined,
    extraParams: Record<string, unknown>,
    tags: string[],
    metadata: Record<string, unknown>,
    runName: string,
  ): unknown;
  /** A piece of a model's answer: also where the chain around the model does not stream. */
  handleLLMNewToken?(
    token: string,
    index: { readonly prompt: number; readonly completion: number },
    runId: string,
    parentRunId: string | undefined,
    tags: string[],
    fields?: { readonly chunk?: HandledGeneration | undefined },
  ): unknown;
  handleLLMEnd?(output: LLMResult, runId: string, parentRunId: string | undefined, tags: string[]): unknown;
  handleLLMError?(error: unknown, runId: string, parentRunId: string | undefined, tags: string[]): unknown;

  /**
   * Any other run begins. An input that is not an object is `{ input }`. One that is a stream is not known yet: then it is
   * `{ input: "" }`, `extra` is `{ lc_defers_inputs: true }`, and the end brings it.
   */
  handleChainStart?(
    chain: SerializedRunnable,
    inputs: Record<string, unknown>,
    runId: string,
    parentRunId: string | undefined,
    tags: string[],
    metadata: Record<string, unknown>,
    runType: string,
    runName: string,
    extra: Record<string, unknown> | undefined,
  ): unknown;
  /** An output that is not an object is `{ output }`. */
  handleChainEnd?(
    outputs: Record<string, unknown>,
    runId: string,
    parentRunId: string | undefined,
    tags: string[],
    known?: { readonly inputs?: Record<string, unknown> | undefined },
  ): unknown;
  handleChainError?(
    error: unknown,
    runId: string,
    parentRunId: string | undefined,
    tags: string[],
    known?: { readonly inputs?: Record<string, unknown> | undefined },
  ): unknown;

  /** A tool is called. `input` is its arguments, as text. */
  handleToolStart?(
    tool: SerializedRunnable,
    input: string,
    runId: string,
    parentRunId: string | undefined,
    tags: string[],
    metadata: Record<string, unknown>,
    runName: string,
    toolCallId: string | undefined,
  ): unknown;
  /** A tool that is a generator has yielded something. */
  handleToolEvent?(chunk: unknown, runId: string, parentRunId: string | undefined, tags: string[]): unknown;
  handleToolEnd?(output: unknown, runId: string, parentRunId: string | undefined, tags: string[]): unknown;
  handleToolError?(error: unknown, runId: string, parentRunId: string | undefined, tags: string[]): unknown;

  handleRetrieverStart?(
    retriever: SerializedRunnable,
    query: string,
    runId: string,
    parentRunId: string | undefined,
    tags: string[],
    metadata: Record<string, unknown>,
    runName: string,
  ): unknown;
  handleRetrieverEnd?(
    documents: HandledDocument[],
    runId: string,
    parentRunId: string | undefined,
    tags: string[],
  ): unknown;
  handleRetrieverError?(error: unknown, runId: string, parentRunId: string | undefined, tags: string[]): unknown;

  /** `dispatchCustomEvent` was called inside the run `runId`. */
  handleCustomEvent?(
    eventName: string,
    data: unknown,
    runId: string,
    tags: string[],
    metadata: Record<string, unknown>,
  ): unknown;
}
