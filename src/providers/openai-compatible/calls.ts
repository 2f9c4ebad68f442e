import type { ToolCallChunk } from "../../messages/tool-calls.ts";
import { some, type WireCallPart } from "./wire.ts";

interface Call {
  readonly index: number;
  id: string | undefined;
  /** Its name was told. */
  named: boolean;
  /** Its argument is plain text, of which the JSON string is open. */
  text: boolean;
}

/** The tool calls of one answer, as their pieces come. */
export class Calls {
  private readonly calls: Call[] = [];

  /** What these pieces add. Id and name are told once a call. */
  read(parts: readonly WireCallPart[]): ToolCallChunk[] {
    const chunks: ToolCallChunk[] = [];
    for (const part of parts) {
      const named = part?.function ?? part?.custom;
      // A service's own tools (GLM's web_search and the like) report here too, and ask nothing of us.
      if (!named) continue;
      const call = this.callOf(part);
      const id = call.id === undefined ? some(part.id) : undefined;
      const name = call.named ? undefined : some(named.name);
      const args = part.function ? argumentsOf(part.function.arguments) : textArgument(call, part.custom!.input);
      if (id) call.id = id;
      if (name) call.named = true;
      if (!id && !name && !args) continue;
      chunks.push({
        type: "tool_call_chunk",
        index: call.index,
        ...(id && { id }),
        ...(name && { name }),
        ...(args && { args }),
      });
    }
    return chunks;
  }

  /** What closes the arguments that are plain text, when the answer is over. */
  close(): ToolCallChunk[] {
    const open = this.calls.filter((call) => call.text);
    for (const call of open) call.text = false;
    return open.map(({ index }) => ({ type: "tool_call_chunk", index, args: '"}' }));
  }

  /** By index, where that is missing by id, and where both are it is the last one. */
  private callOf({ index, id }: WireCallPart): Call {
    const { calls } = this;
    const known =
      index !== undefined
        ? calls.find((call) => call.index === index)
        : id
          ? calls.find((call) => call.id === id)
          : calls.at(-1);
    if (known) return known;
    const call: Call = { index: index ?? (calls.at(-1)?.index ?? -1) + 1, id: undefined, named: false, text: false };
    calls.push(call);
    return call;
  }
}

/** The text of a call's arguments: some services send the object itself. */
function argumentsOf(sent: string | object | null | undefined): string {
  return typeof sent === "string" ? sent : sent ? JSON.stringify(sent) : "";
}

/** Plain text as the one argument `input`, in JSON. */
function textArgument(call: Call, input: string | null | undefined): string {
  if (typeof input !== "string") return "";
  const begin = call.text ? "" : '{"input":"';
  call.text = true;
  return begin + JSON.stringify(input).slice(1, -1);
}
