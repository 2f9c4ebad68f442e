import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { all } from "../../test/support/all.ts";
import { cuts } from "../../test/support/cuts.ts";
import { AIMessageChunk } from "../messages/ai.ts";
import { BytesOutputParser } from "./bytes.ts";

const parser = new BytesOutputParser();
const encode = (text: string) => new TextEncoder().encode(text);

describe("BytesOutputParser", () => {
  it("gives whole characters: half a pair waits for the other half", async () => {
    expect(await all(parser.transform(["ab\ud83d", "\ude00", "é"]))).toEqual(["ab", "😀", "é"].map(encode));
    expect(await all(parser.transform(["\ud83d", "x\ud83d"]))).toEqual(["\ufffdx", "\ufffd"].map(encode));
    expect(await parser.invoke(new AIMessageChunk({ content: "ü" }))).toEqual(encode("ü"));
    expect(await parser.invoke("")).toEqual(new Uint8Array());
  });

  it("gives the bytes of the text, however it is cut", async () => {
    const unit = fc.constantFrom("a", "é", "😀", "\ud83d", "\ude00", "\u2028");
    const text = fc.array(unit, { maxLength: 20 }).map((units) => units.join(""));
    await fc.assert(
      fc.asyncProperty(cuts(text), async (pieces) => {
        const stream = parser.transform(pieces);
        const bytes = (await all(stream)).flatMap((chunk) => [...chunk]);
        expect(bytes).toEqual([...encode(pieces.join(""))]);
        expect(await stream.final()).toEqual(encode(pieces.join("")));
      }),
    );
  });
});
