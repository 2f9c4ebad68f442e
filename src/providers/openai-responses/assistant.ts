import type { AIMessage } from "../../messages/ai.ts";
import type { ContentBlock } from "../../messages/content.ts";
import type { DataRecord } from "../../messages/record.ts";
import { callItems, MODEL_PROVIDER, outputIndexOf, type CallItem } from "./blocks.ts";
import { annotationsOf } from "./citations.ts";
import { itemOf } from "./parts.ts";
import type { ResponseItem, ResponsePart } from "./wire.ts";

/** What of the conversation and the request decides what goes back. */
export interface Going {
  /** The calls that were answered. One that cannot be carried out goes if it was: the service takes no answer without a call. */
  readonly answered: ReadonlySet<string>;
  /** Whether the service keeps answers: thoughts that it has not given, encrypted, it finds by their id only then. */
  readonly stored: boolean;
}

/**
 * What a model has said, as items. What this service has said goes back as its items were, in their order. Of what another
 * has said, its text and its calls go: its thoughts and its blocks are for itself.
 */
export function assistantItems(message: AIMessage, { answered, stored }: Going): ResponseItem[] {
  const own = message.response_metadata["model_provider"] === MODEL_PROVIDER;
  const calls = callsOf(message, answered, own);
  if (!own || typeof message.content === "string") {
    const text = message.text === "" ? [] : [{ role: "assistant", content: message.text }];
    return [...text, ...calls.map((call) => call.item)];
  }
  const placed = [...blockItems(message.content), ...calls].toSorted((a, b) => a.output - b.output);
  const items = placed.map(({ item }) => item).filter((item) => stored || isKnown(item));
  // The service takes no thoughts that led to nothing: an answer that was cut short may end with some.
  while (items.at(-1)?.type === "reasoning") items.pop();
  return items;
}

function isKnown({ type, encrypted_content: encrypted }: ResponseItem): boolean {
  return type !== "reasoning" || typeof encrypted === "string";
}

/** An item with its place in the answer that it came in. */
interface Placed {
  readonly output: number;
  readonly item: ResponseItem;
}

function blockItems(content: readonly ContentBlock[]): Placed[] {
  const runs: { readonly output: number; readonly kind: Kind; readonly blocks: DataRecord[] }[] = [];
  for (const block of content) {
    const kind = kindOf(block);
    const last = runs.at(-1);
    const output = outputIndexOf(block) ?? last?.output ?? 0;
    const goesOn = kind !== "item" && last?.kind === kind && last.output === output;
    if (goesOn) last.blocks.push(block as DataRecord);
    else runs.push({ output, kind, blocks: [block as DataRecord] });
  }
  return runs.flatMap(({ output, kind, blocks }) => MAKE[kind](blocks).map((item) => ({ output, item })));
}

type Kind = "message" | "reasoning" | "item";

function kindOf({ type }: ContentBlock): Kind {
  if (type === "text" || type === "refusal") return "message";
  return type === "reasoning" ? "reasoning" : "item";
}

const MAKE: Readonly<Record<Kind, (blocks: readonly DataRecord[]) => ResponseItem[]>> = {
  message: (blocks) => {
    const { id, phase } = blocks[0]!;
    const content = blocks.filter(({ type, text }) => type === "refusal" || text !== "").map(outputPart);
    if (content.length === 0) return [];
    const known = id === undefined ? {} : { id, status: "completed" };
    return [{ type: "message", role: "assistant", ...known, ...(phase !== undefined && { phase }), content }];
  },
  reasoning: (blocks) => {
    const seal = blocks.find(({ id }) => id !== undefined);
    if (seal === undefined) return [];
    const said = blocks.filter(({ reasoning }) => reasoning !== "");
    const part = (type: string) => (block: DataRecord) => ({ type, text: block["reasoning"] });
    const thoughts = said.filter((block) => block["part"] === "reasoning_text").map(part("reasoning_text"));
    const summary = said.filter((block) => block["part"] !== "reasoning_text").map(part("summary_text"));
    const { id, encrypted_content } = seal;
    return [
      {
        type: "reasoning",
        id,
        summary,
        ...(thoughts.length > 0 && { content: thoughts }),
        ...(encrypted_content !== undefined && { encrypted_content }),
      },
    ];
  },
  item: (blocks) => blocks.map((block) => itemOf(block as DataRecord & { readonly type: string })),
};

function outputPart(block: DataRecord): ResponsePart {
  if (block["type"] === "refusal") return { type: "refusal", refusal: block["refusal"] };
  return { type: "output_text", text: block["text"], annotations: annotationsOf(block["annotations"]) };
}

function callsOf(message: AIMessage, answered: Going["answered"], own: boolean): Placed[] {
  const known = own ? callItems(message.additional_kwargs) : {};
  const valid = message.tool_calls.map((call) => ({
    ...call,
    args: JSON.stringify(call.args),
    input: call.args["input"],
  }));
  const invalid = message.invalid_tool_calls.filter(({ id, name }) => name && id && answered.has(id));
  return [...valid, ...invalid.map((call) => ({ ...call, input: call.args }))].map(({ id = "", name, args, input }) => {
    const kept: CallItem = Object.hasOwn(known, id) ? known[id]! : { output_index: Number.POSITIVE_INFINITY };
    const { output_index: output, ...rest } = kept;
    const given = rest.type === "custom_tool_call" ? { input: String(input ?? "") } : { arguments: args ?? "" };
    return { output, item: { type: "function_call", ...rest, call_id: id, name, ...given } };
  });
}
