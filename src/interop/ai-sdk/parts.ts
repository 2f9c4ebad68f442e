import type { StandardBlock } from "../../messages/content.ts";
import { filePart, type Target } from "./file-part.ts";
import { noForm } from "./no-form.ts";
import type {
  AssistantPart,
  FilePart,
  JsonValue,
  OtherPart,
  ProviderMetadata,
  TextPart,
  ToolResultPart,
} from "./specification.ts";

/** What a provider has said of a part, or is to be told of it, in the form in which it takes it. */
export function noted(block: object): { providerOptions?: ProviderMetadata } {
  const { providerOptions, providerMetadata } = block as {
    readonly providerOptions?: unknown;
    readonly providerMetadata?: unknown;
  };
  const options = providerOptions ?? providerMetadata;
  return options === undefined ? {} : { providerOptions: options as ProviderMetadata };
}

/** A part of what a person says. */
export function userPart(block: StandardBlock, target: Target): TextPart | FilePart {
  if (block.type === "text") return { type: "text", text: String(block.text), ...noted(block) };
  if (block.type === "non_standard") throw noForm(`a content block of type "${block.value.type}"`);
  return { ...filePart(block, target), ...noted(block) };
}

/** A part of what a model has said. What it has said for people only, as citations are, is left out. */
export function assistantPart(block: StandardBlock, target: Target): AssistantPart | undefined {
  switch (block.type) {
    case "text":
      return block.text === "" ? undefined : { type: "text", text: block.text, ...noted(block) };
    case "reasoning": {
      const part = { type: "reasoning" as const, text: block.reasoning, ...noted(block) };
      // Without text, only what its provider has said of it makes it a thought.
      return part.text === "" && !part.providerOptions ? undefined : part;
    }
    case "image":
    case "audio":
    case "video":
    case "file":
      return { ...filePart(block, target), ...noted(block) };
    case "non_standard":
      return providersPart(block.value);
    default:
      return undefined;
  }
}

interface ProvidersBlock {
  readonly type: string;
  readonly id?: string;
  readonly toolCallId?: string;
  readonly name?: string;
  readonly args?: unknown;
  readonly status?: string;
  readonly output?: JsonValue;
}

/** What `fromAISDK` has made of a part that only the AI SDK has. */
function providersPart(block: ProvidersBlock): AssistantPart | undefined {
  const { id = "", toolCallId = "", name: toolName = "", args: input, status, output = null } = block;
  switch (block.type) {
    case "server_tool_call":
      return { type: "tool-call", toolCallId: id, toolName, input, providerExecuted: true, ...noted(block) };
    case "server_tool_call_result": {
      const type = status === "error" ? "error-json" : "json";
      const result: ToolResultPart = { type: "tool-result", toolCallId, toolName, output: { type, value: output } };
      return { ...result, ...noted(block) };
    }
    case "custom":
    case "reasoning-file":
      return { ...block, ...noted(block) } as OtherPart;
    default:
      return undefined;
  }
}
