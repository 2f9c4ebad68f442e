import { RunletError } from "../../errors/error.ts";
import type { AIMessage } from "../../messages/ai.ts";
import { isAIMessage, isToolMessage } from "../../messages/guards.ts";
import type { OtherBlock, StandardBlock } from "../../messages/content.ts";
import type { BaseMessage } from "../../messages/message.ts";
import type { ToolMessage } from "../../messages/tool.ts";
import { isRecord, own } from "../../messages/record.ts";
import { callsBack } from "../../messages/calls-back.ts";
import { mediaOf } from "../media.ts";
import { noForm } from "./body.ts";
import { ownPart } from "./parts.ts";
import type { GeminiContent, GeminiPart, GeminiRequest } from "./wire.ts";

/** What a later answer of a tool has to say of the call. */
interface Asked {
  readonly name: string;
  /** Undefined where the service gave none. */
  readonly id: string | undefined;
}

/** What of the conversation and the request decides how a model's calls go back. */
interface Conversation {
  readonly asked: Map<string, Asked>;
  readonly answered: ReadonlySet<string>;
  readonly model: string;
}

/**
 * A conversation as Google takes it: what the system says apart, the answers of tools to one message together.
 *
 * @throws RunletError `config` for a kind of message or content that it has no form for
 */
export function conversationOf(
  messages: readonly BaseMessage[],
  model: string,
): Pick<GeminiRequest, "contents" | "systemInstruction"> {
  const system: GeminiPart[] = [];
  const contents: GeminiContent[] = [];
  const asked = new Map<string, Asked>();
  const answered = new Set(messages.filter(isToolMessage).map((message) => message.tool_call_id));
  let answers: GeminiPart[] | undefined;
  for (const message of messages) {
    if (isToolMessage(message)) {
      if (!answers) contents.push({ role: "user", parts: (answers = []) });
      answers.push(toolPart(message, asked));
      continue;
    }
    answers = undefined;
    const role = roleOf(message);
    const parts = isAIMessage(message) ? modelParts(message, { asked, answered, model }) : userParts(message);
    if (role === "system") system.push(...parts);
    // It takes no content without parts.
    else if (parts.length > 0) contents.push({ role, parts });
  }
  return { contents, ...(system.length > 0 && { systemInstruction: { parts: system } }) };
}

function roleOf(message: BaseMessage): "user" | "model" | "system" {
  if (message.type === "human") return "user";
  if (message.type === "ai") return "model";
  if (message.type === "system") return "system";
  const { role } = message as { readonly role?: unknown };
  if (message.type !== "generic") throw noForm(`a message of the type "${message.type}"`);
  if (role === "assistant" || role === "model") return "model";
  if (role === "user" || role === "system") return role;
  throw noForm(`the role "${String(role)}"`);
}

function userParts({ content, contentBlocks }: BaseMessage): GeminiPart[] {
  return typeof content === "string" ? [{ text: content }] : contentBlocks.map(userPart);
}

function userPart(block: StandardBlock): GeminiPart {
  if (block.type === "text") return { text: block.text };
  const part = block.type === "non_standard" ? ownPart(block.value) : mediaPart(block);
  if (part) return part;
  throw noForm(`a content block of the type "${block.type === "non_standard" ? block.value.type : block.type}"`);
}

function mediaPart(block: StandardBlock): GeminiPart | undefined {
  const media = mediaOf(block);
  if (!media) return undefined;
  const { data, mimeType, url, fileId } = media;
  if (data === undefined)
    return { fileData: { ...(mimeType !== undefined && { mimeType }), fileUri: (url ?? fileId)! } };
  if (mimeType !== undefined) return { inlineData: { mimeType, data } };
  const message = `A content block of the type "${block.type}" that is given by its data needs a mimeType for Google.`;
  throw new RunletError("config", message, { phase: "config" });
}

/** What the model said goes back as it came; what another one thought, and what it did by itself, is left out. */
function modelParts(message: AIMessage, conversation: Conversation): GeminiPart[] {
  const { content, contentBlocks } = message;
  const parts =
    typeof content === "string" ? (content === "" ? [] : [{ text: content }]) : contentBlocks.flatMap(modelPart);
  return [...parts, ...callParts(message, conversation)];
}

function modelPart(block: StandardBlock): GeminiPart[] {
  const { thoughtSignature } = block as { readonly thoughtSignature?: string };
  const signed = typeof thoughtSignature === "string" ? { thoughtSignature } : undefined;
  if (block.type === "text") return block.text === "" && !signed ? [] : [{ text: block.text, ...signed }];
  if (block.type === "reasoning") return signed ? [{ text: block.reasoning, thought: true, ...signed }] : [];
  const part = block.type === "non_standard" ? ownPart(block.value as OtherBlock) : mediaPart(block);
  return part ? [{ ...part, ...signed }] : [];
}

/**
 * What Google's documentation gives for the calls of another model, or of an older one, in the place of a signature
 * (https://ai.google.dev/gemini-api/docs/thought-signatures): from Gemini 3 on, the first call of a message has to have one.
 */
const UNSIGNED = "skip_thought_signature_validator";
const WANTS_SIGNATURES = /gemini-(?:[3-9]|\d\d|[a-z-]*latest)/;

function callParts(message: AIMessage, { asked, answered, model }: Conversation): GeminiPart[] {
  const kept = message.additional_kwargs["thought_signatures"];
  const signatures = isRecord(kept) ? kept : {};
  const wanted = WANTS_SIGNATURES.test(model) ? UNSIGNED : undefined;
  return callsBack(message, answered).map(({ id = "", name, args }, index) => {
    const givenId = id === "" || id.startsWith(`${message.id}-`) ? undefined : id;
    asked.set(id, { name, id: givenId });
    const signature = own(signatures, id) ?? (index === 0 ? wanted : undefined);
    return {
      functionCall: { ...(givenId !== undefined && { id: givenId }), name, args },
      ...(typeof signature === "string" && { thoughtSignature: signature }),
    };
  });
}

function toolPart(message: ToolMessage, asked: ReadonlyMap<string, Asked>): GeminiPart {
  const { tool_call_id, text, status, contentBlocks } = message;
  const call = asked.get(tool_call_id);
  const name = call?.name ?? message.name;
  if (name === undefined) {
    const said = `A tool's message answers no call of the conversation ("${tool_call_id}"): Google wants its name.`;
    throw new RunletError("config", said, { phase: "config" });
  }
  const media = contentBlocks.filter(({ type }) => type !== "text").map(userPart);
  return {
    functionResponse: {
      ...(call?.id !== undefined && { id: call.id }),
      name,
      response: status === "error" ? { error: text } : { output: text },
      ...(media.length > 0 && { parts: media }),
    },
  };
}
