import type { AIMessage } from "../../messages/ai.ts";
import type { ContentBlock, OtherBlock } from "../../messages/content.ts";
import { isRecord, own } from "../../messages/record.ts";
import { callsBack } from "../../messages/calls-back.ts";
import { saidCitations } from "./citations.ts";

/** Blocks that this service alone makes, whoever has handed its answer on. */
const OWN = /^(thinking|redacted_thinking|compaction|fallback|container_upload|\w+_tool_use|\w+_tool_result)$/;

/** Blocks of other services, and those that the service does not take from an assistant. */
const NOT_SENT: ReadonlySet<string> = new Set(["image", "audio", "video", "file", "citation", "tool_call_chunk"]);

/**
 * What a model has said, as it is sent back: whole and in its order where it is this service's own; of what another one has
 * said the text and the tool calls.
 *
 * @param answered the ids of the calls that were answered
 */
export function assistantBlocks(message: AIMessage, answered: ReadonlySet<string>): OtherBlock[] {
  const isOwn = message.response_metadata["model_provider"] === "anthropic";
  const calls = callsOf(message, answered);
  const blocks: OtherBlock[] = [];
  const { content } = message;
  let place = 0;
  for (const block of typeof content === "string" ? [{ type: "text", text: content }] : content) {
    const { index } = block as OtherBlock;
    if (isOwn && typeof index === "number") {
      // The places that are free are those of the calls.
      for (; place < index && calls.length > 0; place++) blocks.push(calls.shift()!);
      place = index;
    }
    place++;
    const sent = sentBack(block, isOwn, calls);
    if (sent) blocks.push(sent);
  }
  blocks.push(...calls);
  // The service takes blank text beside text that says something, and not alone.
  return blocks.some((block) => isText(block, /\S/)) ? blocks : blocks.filter((block) => !isText(block, /^\s*$/));
}

function isText({ type, text }: OtherBlock, pattern: RegExp): boolean {
  return type === "text" && pattern.test(String(text));
}

function sentBack(block: ContentBlock, isOwn: boolean, calls: OtherBlock[]): OtherBlock | undefined {
  const { index: _, ...rest } = block as OtherBlock;
  const fields = rest as OtherBlock;
  switch (block.type) {
    case "text":
      return textBlock(fields);
    case "tool_use":
    case "tool_call":
      return calledIn(fields, calls);
    case "reasoning":
      return isOwn && fields["signature"] ? thinkingBlock(fields) : undefined;
    case "non_standard":
      return sentBack(fields["value"] as OtherBlock, isOwn, calls);
    default:
      if (NOT_SENT.has(block.type) || !(isOwn || OWN.test(block.type))) return undefined;
      return typeof fields["input"] === "string" ? { ...fields, input: parsed(fields["input"]) } : fields;
  }
}

function textBlock({ text, annotations, citations, cache_control }: OtherBlock): OtherBlock | undefined {
  if (typeof text !== "string" || text === "") return undefined;
  const cited = Array.isArray(citations) ? citations : saidCitations(annotations);
  return {
    type: "text",
    text,
    ...(cited.length > 0 && { citations: cited }),
    ...(cache_control !== undefined && { cache_control }),
  };
}

function thinkingBlock({ reasoning, signature }: OtherBlock): OtherBlock {
  return { type: "thinking", thinking: reasoning, signature };
}

/** A call that is said among the content: where it stands there, and only there. */
function calledIn(block: OtherBlock, calls: OtherBlock[]): OtherBlock | undefined {
  const { id, name, args, input = args } = block;
  const at = calls.findIndex((call) => call["id"] === id);
  if (at >= 0) return calls.splice(at, 1)[0];
  return isRecord(input) ? { type: "tool_use", id, name, input } : undefined;
}

function callsOf(message: AIMessage, answered: ReadonlySet<string>): OtherBlock[] {
  return callsBack(message, answered).map(({ id, name, args }) => toolUse(message, id, name, args));
}

function toolUse(message: AIMessage, id: string | undefined, name: string, input: object): OtherBlock {
  const uses = message.additional_kwargs["tool_use"];
  const more = isRecord(uses) && id !== undefined ? own(uses, id) : undefined;
  return { ...(isRecord(more) && more), type: "tool_use", id, name, input };
}

/** The input of a tool that the service has run: text only where it was cut off. */
function parsed(input: string): unknown {
  try {
    return JSON.parse(input);
  } catch {
    return {};
  }
}
