import { RunletError } from "../errors/error.ts";
import type { ContentBlock, MessageContent } from "../messages/content.ts";
import { isToolMessage } from "../messages/guards.ts";
import { isRecord } from "../messages/record.ts";
import type { ToolCall } from "../messages/tool-calls.ts";
import { ToolMessage } from "../messages/tool.ts";
import { isToolCall } from "./call.ts";
import { cutTo } from "./cut.ts";
import type { ToolSettings } from "./fields.ts";
import type { Finish } from "./work.ts";

/** Of a tool, what its answers depend on. */
interface Answering extends Pick<ToolSettings, "responseFormat" | "maxOutputChars"> {
  readonly name: string;
}

/**
 * Makes of what the work of `tool` gives its output: given arguments, that itself, and of content and artifact the content;
 * given a call, the message that answers it.
 */
export function outputFor(input: unknown, tool: Answering): Finish {
  if (isToolCall(input)) return answerTo(input, tool);
  return tool.responseFormat === "content"
    ? asItIs
    : (output) => (isToolMessage(output) ? output : pairOf(output, tool)[0]);
}

export const asItIs: Finish = (output) => output;

/** Text as it is, and blocks; all else as JSON. */
function answerTo({ id }: ToolCall, tool: Answering): Finish {
  const { name, responseFormat, maxOutputChars } = tool;
  if (id === undefined) {
    const message = `The call of the tool "${name}" has no id, by which its answer could say what it answers.`;
    throw new RunletError("tool", message, { phase: "tool" });
  }
  return (output) => {
    if (isToolMessage(output)) return messageFor(id, output, name);
    const [said, artifact] = responseFormat === "content" ? [output] : pairOf(output, tool);
    const isContent = responseFormat === "content" ? isStandard : isBlock;
    const content = shortened(contentOf(said, isContent, name), maxOutputChars);
    return new ToolMessage({ content, tool_call_id: id, name, artifact });
  };
}

/** A message that the function has made itself is the answer: it need not know what it answers. */
export function messageFor(tool_call_id: string, message: ToolMessage, name: string): ToolMessage {
  const { content, id, additional_kwargs, response_metadata, status, artifact } = message;
  const own = { content, id, additional_kwargs, response_metadata, status, artifact };
  return new ToolMessage({ ...own, tool_call_id, name: message.name ?? name });
}

function pairOf(output: unknown, { name }: Answering): readonly [content: unknown, artifact: unknown] {
  if (Array.isArray(output) && output.length === 2) return output as [unknown, unknown];
  const message = `The tool "${name}" has the responseFormat "content_and_artifact": its function gives both, as an array of two.`;
  throw new RunletError("tool", message, { phase: "tool" });
}

function contentOf(output: unknown, isContent: (item: unknown) => boolean, name: string): MessageContent {
  if (typeof output === "string") return output;
  if (Array.isArray(output) && output.length > 0 && output.every(isContent)) return output as ContentBlock[];
  try {
    // What JSON has no word for, such as the undefined of a function that gives nothing, says nothing.
    return JSON.stringify(output) ?? "";
  } catch (cause) {
    const message = `What the tool "${name}" gives cannot be written as JSON, for the message that answers its call.`;
    throw new RunletError("tool", message, { phase: "tool", cause });
  }
}

function isBlock(item: unknown): boolean {
  return isRecord(item) && typeof item["type"] === "string";
}

/** A block that cannot be taken for data which happens to have a type. */
function isStandard(item: unknown): boolean {
  if (!isRecord(item)) return false;
  if (item["type"] === "text") return typeof item["text"] === "string";
  return MEDIA.has(item["type"]) && ["url", "data", "fileId"].some((key) => item[key] !== undefined);
}

const MEDIA: ReadonlySet<unknown> = new Set(["image", "audio", "video", "file"]);

/** Of blocks, the text of all together is so long at most. */
function shortened(content: MessageContent, limit: number): MessageContent {
  if (limit === Infinity) return content;
  if (typeof content === "string") return cutTo(limit, content);
  let left = limit;
  const kept = content.map((block) => {
    if (block.type !== "text" || typeof block.text !== "string") return block;
    const { text } = block;
    const shown = cutTo(left, text);
    left = Math.max(0, left - text.length);
    return shown === text ? block : { ...block, text: shown };
  });
  return kept;
}
