import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ToolCallChunk } from "../../src/messages/tool-calls.ts";
import { SHARED } from "./shared.ts";

/** What a provider streamed of tool calls: pieces, and what their arguments are as a whole. */
export interface RecordedCalls {
  readonly name: string;
  readonly pieces: readonly ToolCallChunk[];
  readonly args: readonly string[];
}

interface Payload {
  readonly type?: string;
  readonly index?: number;
  readonly output_index?: number;
  readonly content_block?: { readonly type: string; readonly id: string; readonly name: string };
  readonly item?: { readonly type: string; readonly call_id?: string; readonly id: string; readonly name?: string };
  readonly delta?: string | { readonly type: string; readonly partial_json?: string };
  readonly choices?: readonly { readonly delta?: { readonly tool_calls?: readonly OpenAICall[] } }[];
}
interface OpenAICall {
  readonly index: number;
  readonly id?: string;
  readonly function?: { readonly name?: string; readonly arguments?: string };
}

/** The recorded streams of `provider-streams-a` that call tools with arguments in pieces. */
export function recordedCalls(): RecordedCalls[] {
  const folder = join(SHARED, "suites/provider-streams-a");
  const names = ["anthropic", "openai", "openai-compatible"].flatMap((provider) =>
    readdirSync(join(folder, provider)).map((name) => join(provider, name)),
  );
  return names.flatMap((name) => {
    const pieces = readFileSync(join(folder, name), "utf8").split("\n").flatMap(payload).flatMap(piecesOf(new Map()));
    const args: string[] = [];
    for (const piece of pieces) args[piece.index as number] = (args[piece.index as number] ?? "") + (piece.args ?? "");
    return pieces.length === 0 ? [] : [{ name, pieces, args }];
  });
}

/** One recording has lines that are not JSON. */
function payload(line: string): Payload[] {
  try {
    return [JSON.parse(line) as Payload];
  } catch {
    return [];
  }
}

/** `calls`: the number of the call that is under way at a place of the answer. */
function piecesOf(calls: Map<number, number>): (payload: Payload) => ToolCallChunk[] {
  let count = 0;
  const begin = (place: number, id: string, name: string): ToolCallChunk => {
    calls.set(place, count);
    return { type: "tool_call_chunk", index: count++, id, name };
  };
  const more = (place: number, args: string): ToolCallChunk[] =>
    calls.has(place) ? [{ type: "tool_call_chunk", index: calls.get(place)!, args }] : [];
  return ({ type, index, output_index, content_block, item, delta, choices }) => {
    if (content_block?.type.endsWith("tool_use")) return [begin(index!, content_block.id, content_block.name)];
    if (typeof delta === "object" && delta.type === "input_json_delta") return more(index!, delta.partial_json!);
    if (type === "response.output_item.added" && /^(?:function|mcp)_call$/.test(item!.type)) {
      return [begin(output_index!, item!.call_id ?? item!.id, item!.name!)];
    }
    if (typeof delta === "string" && type?.endsWith("_call_arguments.delta")) return more(output_index!, delta);
    return (choices?.[0]?.delta?.tool_calls ?? []).flatMap((call) => {
      const name = call.function?.name;
      const begun = name && !calls.has(call.index) ? [begin(call.index, call.id!, name)] : [];
      return [...begun, ...more(call.index, call.function?.arguments ?? "")];
    });
  };
}
