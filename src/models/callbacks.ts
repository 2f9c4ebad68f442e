import type { AIMessage, AIMessageChunk } from "../messages/ai.ts";
import { getBufferString } from "../messages/buffer-string.ts";
import type { BaseMessage } from "../messages/message.ts";
import type { CallbackForm, HandledRun } from "../runs/callback-form.ts";
import type { CallbackHandler, HandledGeneration, LLMResult } from "../runs/callback-handler.ts";

/** Of models that chat. */
export const CHAT_MODEL_CALLBACKS: CallbackForm = {
  ignoredBy: "ignoreLLM",
  start(handler, run) {
    const { serialized, input, runId, parentRunId, tags, metadata, name } = run;
    const { messages } = (input?.value ?? { messages: [[]] }) as {
      readonly messages: readonly (readonly BaseMessage[])[];
    };
    if (!handler.handleChatModelStart)
      return startLLM(
        handler,
        run,
        messages.map((list) => getBufferString(list)),
      );
    const lists = messages.map((list) => [...list]);
    return handler.handleChatModelStart(serialized, lists, runId, parentRunId, parameters(), tags, metadata, name);
  },
  chunk(handler, run, chunk) {
    const message = chunk as AIMessageChunk;
    return newToken(handler, run, { text: message.text, message });
  },
  end(handler, run) {
    const message = run.output as AIMessage | undefined;
    if (!message) return endLLM(handler, run, { generations: [[]] });
    return endLLM(handler, run, { generations: [[{ text: message.text, message }]], llmOutput: cost(message) });
  },
  error: failLLM,
};

/** Of models that complete text. */
export const LLM_CALLBACKS: CallbackForm = {
  ignoredBy: "ignoreLLM",
  start(handler, run) {
    const { prompts } = (run.input?.value ?? { prompts: [""] }) as { readonly prompts: readonly string[] };
    return startLLM(handler, run, [...prompts]);
  },
  chunk: (handler, run, chunk) => newToken(handler, run, { text: chunk as string }),
  end(handler, run) {
    const { output } = run;
    return endLLM(handler, run, { generations: [output === undefined ? [] : [{ text: output as string }]] });
  },
  error: failLLM,
};

/** What LangChain tells of the request. Here, that is the provider's own affair; handlers look into it without a check. */
function parameters(): Record<string, unknown> {
  return { options: {}, invocation_params: {}, batch_size: 1 };
}

/** There is one prompt, and one answer to it. */
const INDEX = Object.freeze({ prompt: 0, completion: 0 });

function startLLM(handler: CallbackHandler, run: HandledRun, prompts: string[]): unknown {
  const { serialized, runId, parentRunId, tags, metadata, name } = run;
  return handler.handleLLMStart?.(serialized, prompts, runId, parentRunId, parameters(), tags, metadata, name);
}

function newToken(handler: CallbackHandler, run: HandledRun, chunk: HandledGeneration): unknown {
  return handler.handleLLMNewToken?.(chunk.text, INDEX, run.runId, run.parentRunId, run.tags, { chunk });
}

function endLLM(handler: CallbackHandler, { runId, parentRunId, tags }: HandledRun, output: LLMResult): unknown {
  return handler.handleLLMEnd?.(output, runId, parentRunId, tags);
}

function failLLM(handler: CallbackHandler, { runId, parentRunId, tags }: HandledRun, error: unknown): unknown {
  return handler.handleLLMError?.(error, runId, parentRunId, tags);
}

/** What the answer cost, where LangChain's handlers look for it. */
function cost({ usage_metadata: usage }: AIMessage): Record<string, unknown> {
  if (!usage) return {};
  const { input_tokens: promptTokens, output_tokens: completionTokens, total_tokens: totalTokens } = usage;
  return { tokenUsage: { promptTokens, completionTokens, totalTokens } };
}
