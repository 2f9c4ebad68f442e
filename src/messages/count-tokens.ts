import type { AIMessage } from "./ai.ts";
import type { ContentBlock } from "./content.ts";
import type { BaseMessage } from "./message.ts";
import type { ToolMessage } from "./tool.ts";

export interface CountTokensOptions {
  /** How many UTF-16 units of text are a token. Default: 4. */
  readonly charsPerToken?: number;
  /** What a message costs beside what is in it. Default: 3. */
  readonly extraTokensPerMessage?: number;
  /** What a block costs that is no text: an image, a sound, a file. Default: 85. */
  readonly tokensPerMedia?: number;
}

/** Each of these is about a token by itself: the writing of Chinese, Japanese and Korean. */
const WIDE = /[\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff\uff01-\uff60]/g;

/**
 * About how many tokens messages are, without a tokenizer: good enough to keep a conversation short, and not to bill it.
 *
 * @example
 * countTokensApproximately([new HumanMessage("what color is the sky?")]); // 10
 */
export function countTokensApproximately(messages: readonly BaseMessage[], options: CountTokensOptions = {}): number {
  const { extraTokensPerMessage = 3 } = options;
  return messages.reduce((sum, message) => sum + tokensOf(message, options) + extraTokensPerMessage, 0);
}

function tokensOf(message: BaseMessage, { charsPerToken = 4, tokensPerMedia = 85 }: CountTokensOptions): number {
  const { content } = message;
  const blocks = typeof content === "string" ? [] : content;
  const written = [
    typeof content === "string" ? content : blocks.map(textIn).join(""),
    message.name ?? "",
    ...((message as Partial<AIMessage>).tool_calls ?? []).map(({ name, args }) => name + JSON.stringify(args)),
    (message as Partial<ToolMessage>).tool_call_id ?? "",
  ].join("");
  const wide = written.match(WIDE)?.length ?? 0;
  return wide + Math.ceil((written.length - wide) / charsPerToken) + tokensPerMedia * blocks.filter(isMedia).length;
}

const MEDIA = new Set([
  "image",
  "image_url",
  "audio",
  "input_audio",
  "video",
  "video_url",
  "file",
  "file_url",
  "document",
]);

function isMedia({ type }: ContentBlock): boolean {
  return MEDIA.has(type);
}

function textIn(block: ContentBlock): string {
  if (isMedia(block)) return "";
  if (block.type === "text" && typeof block.text === "string") return block.text;
  return JSON.stringify(block);
}
