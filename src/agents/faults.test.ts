import * as fc from "fast-check";
import { expect, it } from "vitest";
import { isRunletError } from "../errors/error.ts";
import { AIMessageChunk } from "../messages/ai.ts";
import type { DataRecord } from "../messages/record.ts";
import { ScriptedChatModel, type ScriptedChatToken } from "../testing/scripted/chat-model.ts";
import { tool } from "../tools/tool.ts";
import { createAgent } from "./agent.ts";

const RUNS = process.env["LONG"] ? 10_000 : 100;

const NAMES = ["look", "ask", "constructor", "__proto__", "nobody"];
const known = NAMES.slice(0, 4);

/** The calls of one answer, cut into pieces, and what happens to them on the way. */
const answer = fc.record({
  calls: fc.array(
    fc.record({
      name: fc.constantFrom(...NAMES),
      args: fc.dictionary(fc.string({ maxLength: 4 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 }),
      size: fc.integer({ min: 1, max: 9 }),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  fault: fc.oneof(
    fc.constant("none"),
    fc.constantFrom("drop", "double", "change", "insert", "end", "length", "break", "swap"),
  ),
  at: fc.nat(1000),
  letter: fc.constantFrom('"', "{", "}", "a", "\\", "0", ",", " ", "\u0000"),
});
type Answer = typeof answer extends fc.Arbitrary<infer A> ? A : never;

interface Piece {
  readonly index: number;
  readonly name?: string;
  readonly id?: string;
  readonly args?: string;
}

function piecesOf({ calls, fault, at, letter }: Answer, step: number): Piece[] {
  const pieces = calls.flatMap(({ name, args, size }, index): Piece[] => {
    const text = JSON.stringify(args);
    const cuts = Array.from({ length: Math.ceil(text.length / size) }, (_, n) => text.slice(n * size, (n + 1) * size));
    return [{ index, name, id: `c${step}-${index}` }, ...cuts.map((args) => ({ index, args }))];
  });
  const where = at % pieces.length;
  const { args = "" } = pieces[where]!;
  switch (fault) {
    case "drop":
      return pieces.toSpliced(where, 1);
    case "double":
      return pieces.toSpliced(where, 0, pieces[where]!);
    case "change":
      return pieces.with(where, { ...pieces[where]!, args: letter + args.slice(1) });
    case "insert":
      return pieces.with(where, { ...pieces[where]!, args: args + letter });
    case "swap":
      return pieces.with(where, pieces.at(-1)!).with(pieces.length - 1, pieces[where]!);
    case "end":
    case "length":
    case "break":
      return pieces.slice(0, where + 1);
    default:
      return pieces;
  }
}

function scriptOf(answer: Answer, pieces: readonly Piece[]): (ScriptedChatToken | Error)[] {
  const chunks = pieces.map(
    (piece) => new AIMessageChunk({ content: "", tool_call_chunks: [{ ...piece, type: "tool_call_chunk" }] }),
  );
  if (answer.fault === "break") return [...chunks, new Error("broken")];
  if (answer.fault !== "length") return chunks;
  return [...chunks, new AIMessageChunk({ content: "", response_metadata: { finish_reason: "length" } })];
}

/** What may be run of an answer, found by its text alone: in another way than the library's. */
function allowed({ fault }: Answer, pieces: readonly Piece[]): string[] {
  if (fault === "break") return [];
  const calls = new Map<number, { name: string; text: string }>();
  for (const { index, name = "", args = "" } of pieces) {
    const call = calls.get(index) ?? { name: "", text: "" };
    calls.set(index, { name: call.name || name, text: call.text + args });
  }
  return [...calls.values()].flatMap(({ name, text }) => {
    if (!known.includes(name)) return [];
    try {
      const args: unknown = JSON.parse(text.trim() === "" ? "{}" : text);
      return typeof args === "object" && args !== null && !Array.isArray(args) ? [JSON.stringify([name, args])] : [];
    } catch {
      return [];
    }
  });
}

it(`runs nothing that is not whole and valid, in ${RUNS} faulty runs, and each ends in an answer or an error`, async () => {
  let [ran, refused, failed] = [0, 0, 0];
  await fc.assert(
    fc.asyncProperty(fc.array(answer, { minLength: 1, maxLength: 3 }), async (answers) => {
      const given: string[] = [];
      const tools = known.map((name) =>
        tool(
          (args: DataRecord) => {
            given.push(JSON.stringify([name, args]));
            return "done";
          },
          { name, schema: { type: "object" } },
        ),
      );
      const pieces = answers.map(piecesOf);
      const replies = [...answers.map((answer, at) => scriptOf(answer, pieces[at]!)), ["Done."]];
      const agent = createAgent({ model: new ScriptedChatModel({ replies }), tools });
      const may = answers.flatMap((answer, at) => allowed(answer, pieces[at]!));
      try {
        const state = await agent.invoke("?");
        expect(state.messages.at(-1)!.text).toBe("Done.");
      } catch (error) {
        failed++;
        expect(isRunletError(error) || (error as Error).message === "broken").toBe(true);
      }
      ran += given.length;
      refused += may.length - given.length;
      // Each at most once, and nothing else.
      for (const call of given) {
        const at = may.indexOf(call);
        expect(at, `${call} was run`).not.toBe(-1);
        may.splice(at, 1);
      }
    }),
    { numRuns: RUNS },
  );
  // Something was run, and something was not.
  expect(ran).toBeGreaterThan(RUNS / 4);
  expect(failed).toBeGreaterThan(RUNS / 30);
  expect(refused).toBeGreaterThan(0);
});
