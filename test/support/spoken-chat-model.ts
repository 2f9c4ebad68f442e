import type { CallbackManagerForLLMRun } from "@langchain/core/callbacks/manager";
import { BaseChatModel } from "@langchain/core/language_models/chat_models";
import {
  AIMessageChunk,
  type AIMessageChunkFields,
  type BaseMessage,
  type ToolCallChunk,
  type UsageMetadata,
} from "@langchain/core/messages";
import { ChatGenerationChunk, type ChatResult } from "@langchain/core/outputs";

/** What a chunk says. */
interface Said {
  readonly content: string;
  readonly id?: string;
  readonly tool_call_chunks?: ToolCallChunk[];
  readonly usage_metadata?: UsageMetadata;
}

/** A chat model of LangChain.js that says what it is told to: texts, chunks, and errors. */
export class SpokenChatModel extends BaseChatModel {
  /** What it was asked, and with which options. */
  readonly asked: { readonly messages: BaseMessage[]; readonly options: Record<string, unknown> }[] = [];
  /** How many of its answers have been ended, by whom or what ever. */
  ended = 0;
  readonly #said: readonly (string | Said | Error)[];

  constructor(said: readonly (string | Said | Error)[]) {
    super({});
    this.#said = said;
  }

  override _llmType(): string {
    return "spoken";
  }

  override async _generate(): Promise<ChatResult> {
    throw new Error("It streams.");
  }

  override async *_streamResponseChunks(
    messages: BaseMessage[],
    options: this["ParsedCallOptions"],
    manager?: CallbackManagerForLLMRun,
  ): AsyncGenerator<ChatGenerationChunk> {
    this.asked.push({ messages, options: options as Record<string, unknown> });
    try {
      for (const said of this.#said) {
        if (said instanceof Error) throw said;
        const message = new AIMessageChunk(
          (typeof said === "string" ? { content: said, id: "1" } : said) as AIMessageChunkFields,
        );
        const chunk = new ChatGenerationChunk({ text: message.text, message });
        await manager?.handleLLMNewToken(chunk.text, undefined, undefined, undefined, undefined, { chunk });
        yield chunk;
      }
    } finally {
      this.ended++;
    }
  }
}
