import { AIMessageChunk, type ToolCallInit } from "../../messages/ai.ts";

/** How much of the arguments' text comes at a time, in UTF-16 units. */
const PIECE = 8;

/** A call of a tool as services stream it: its name, then its arguments in pieces. */
export function callPieces({ name, args, id: call }: ToolCallInit, index: number, id: string): AIMessageChunk[] {
  const text = JSON.stringify(args);
  const piece = (fields: { readonly name?: string; readonly id?: string; readonly args?: string }) =>
    new AIMessageChunk({ content: "", id, tool_call_chunks: [{ ...fields, index, type: "tool_call_chunk" }] });
  const pieces = [piece({ name, id: call ?? `call_${index + 1}` })];
  for (let at = 0; at < text.length; at += PIECE) pieces.push(piece({ args: text.slice(at, at + PIECE) }));
  return pieces;
}
