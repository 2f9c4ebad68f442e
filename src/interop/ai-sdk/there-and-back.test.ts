import fc from "fast-check";
import { expect, it } from "vitest";
import { all } from "../../../test/support/all.ts";
import { partsModel } from "../../../test/support/parts-model.ts";
import { fromAISDK } from "./from-ai-sdk.ts";
import { toAISDK } from "./to-ai-sdk.ts";

const metadata = fc.option(fc.record({ x: fc.record({ y: fc.constantFrom("a", "b") }) }), { nil: undefined });
const told = (providerMetadata: object | undefined) => (providerMetadata ? { providerMetadata } : {});
const pieces = fc.array(fc.constantFrom("", "a", " b", "\n", "🦜", "{"), { maxLength: 4 });

const passage = (kind: "text" | "reasoning") => (id: string) =>
  fc
    .tuple(pieces, metadata, metadata, metadata)
    .map(([deltas, first, between, last]) => [
      { type: `${kind}-start`, id, ...told(first) },
      ...deltas.map((delta, at) => ({ type: `${kind}-delta`, id, delta, ...(at === 1 && told(between)) })),
      { type: `${kind}-end`, id, ...told(last) },
    ]);
const call = (id: string) =>
  fc
    .tuple(fc.constantFrom('{"a":1}', "{}", '{"a":"\\u00e9"}'), fc.nat(9), fc.boolean(), metadata)
    .map(([input, cut, inPieces, said]) => [
      ...(inPieces
        ? [
            { type: "tool-input-start", id, toolName: "f" },
            { type: "tool-input-delta", id, delta: input.slice(0, cut) },
            { type: "tool-input-delta", id, delta: input.slice(cut) },
            { type: "tool-input-end", id },
          ]
        : []),
      { type: "tool-call", toolCallId: id, toolName: "f", input, ...told(said) },
    ]);
const search = (id: string) =>
  fc.constant([
    { type: "tool-call", toolCallId: id, toolName: "search", input: '{"q":1}', providerExecuted: true },
    { type: "tool-result", toolCallId: id, toolName: "search", result: { n: 1 } },
  ]);
const source = (id: string) => fc.constant([{ type: "source", sourceType: "url", id, url: `https://x.example/${id}` }]);

const KINDS = [passage("text"), passage("reasoning"), call, search, source];
const answers = fc
  .array(fc.nat(KINDS.length - 1), { maxLength: 6 })
  .chain((kinds) => fc.tuple(...kinds.map((kind, at) => KINDS[kind]!(`${kind}-${at}`))))
  .map((parts) => parts.flat());

/** What parts say, whichever way the texts are cut and whenever a call is told. */
function saidBy(parts: readonly any[]) {
  const texts: string[] = [];
  const thoughts: unknown[] = [];
  const whole: unknown[] = [];
  const open = new Map<string, { text: string; metadata: object }>();
  for (const { type, id, ...part } of parts) {
    if (type === "reasoning-start") open.set(id, { text: "", metadata: {} });
    if (type === "text-delta") texts.push(part.delta);
    if (type === "reasoning-delta") open.get(id)!.text += part.delta;
    if (type.startsWith("reasoning-")) Object.assign(open.get(id)!.metadata, part.providerMetadata);
    if (type === "reasoning-end") thoughts.push(open.get(id));
    if (type === "tool-call" || type === "tool-result" || type === "source")
      whole.push(JSON.stringify({ type, id, ...part }));
  }
  // A thought without text of which nothing is said is none.
  const real = thoughts.filter((thought) => JSON.stringify(thought) !== '{"text":"","metadata":{}}');
  return { text: texts.join(""), thoughts: real, whole: whole.toSorted() };
}

const END = { type: "finish", finishReason: { unified: "stop", raw: "stop" }, usage: {} };
const canonical = (parts: readonly any[]) =>
  parts.map((part) => (part.type === "tool-call" ? { ...part, input: JSON.stringify(JSON.parse(part.input)) } : part));

it("an answer of the AI SDK that comes through the library says what it said, whole and in parts", async () => {
  await fc.assert(
    fc.asyncProperty(answers, async (parts) => {
      const model = toAISDK(fromAISDK(partsModel([...parts, END])));
      const { stream } = await model.doStream({ prompt: [] });
      const streamed = await all(stream);
      const expected = saidBy(canonical(parts));
      expect(saidBy(streamed)).toEqual(expected);

      const { content } = await model.doGenerate({ prompt: [] });
      const text = content.map((part) => (part.type === "text" ? part.text : "")).join("");
      const thoughts = content.flatMap((part) =>
        part.type === "reasoning" ? [{ text: part.text, metadata: part.providerMetadata ?? {} }] : [],
      );
      expect({ text, thoughts }).toEqual({ text: expected.text, thoughts: expected.thoughts });
    }),
    { numRuns: process.env["LONG"] === "1" ? 5000 : 200 },
  );
});
