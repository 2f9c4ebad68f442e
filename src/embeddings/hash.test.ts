import { expect, it } from "vitest";
import { HashEmbeddings } from "./hash.ts";

const cosine = (a: readonly number[], b: readonly number[]): number => {
  const dot = (x: readonly number[], y: readonly number[]) => x.reduce((sum, value, at) => sum + value * y[at]!, 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
};

const likeness = async (one: string, other: string, dimensions?: number) => {
  const [a, b] = await new HashEmbeddings({ dimensions }).embedDocuments([one, other]);
  return cosine(a!, b!);
};

it("gives the same numbers everywhere, always", async () => {
  const [vector] = await new HashEmbeddings({ dimensions: 8 }).embedDocuments(["A parrot"]);
  expect(vector!.map((value) => Number(value.toFixed(4)))).toEqual([0, -0.5, 0, 0.5833, 0, -0.5, -1, -0.5]);
});

it("is near where words are the same, nearer than where pieces of them are, nearer than where none is", async () => {
  const same = await likeness("The parrots talk.", "the PARROTS, talk");
  const pieces = await likeness("parrots", "a parrot");
  expect(same).toBeCloseTo(1, 10);
  expect(pieces).toBeGreaterThan(0.4);
  expect(pieces).toBeLessThan(0.95);
  expect(Math.abs(await likeness("parrots talk", "income tax due"))).toBeLessThan(0.2);
});

it.each(["天空是什么颜色", "небо", "ἀρχή", "🦜 42", "e\u0301te\u0301"])("knows the words of %s", async (text) => {
  expect(await likeness(text, `${text} !`)).toBeCloseTo(1, 10);
  expect(Math.abs(await likeness(text, "income tax"))).toBeLessThan(0.3);
});

it("counts a word that is said ten times, but not ten times as much", async () => {
  const many = "parrot ".repeat(10);
  expect(await likeness(`${many} tax`, "parrot")).toBeGreaterThan(await likeness("parrot tax", "parrot"));
  expect(await likeness(`${many} tax`, "tax")).toBeGreaterThan(0.1);
});

it("gives no text the vector of zeros, which has no direction", async () => {
  for (const dimensions of [1, 2, 512])
    for (const vector of await new HashEmbeddings({ dimensions }).embedDocuments(["", "?!", "x y", "\u{10FFFF}"]))
      expect(vector.some((value) => value !== 0)).toBe(true);
  expect(await likeness("", "...")).toBe(1);
});

it("embeds a question as it does its answer", async () => {
  const embeddings = new HashEmbeddings();
  expect(await embeddings.embedQuery("sky")).toEqual((await embeddings.embedDocuments(["sky"]))[0]);
  expect(embeddings.dimensions).toBe(512);
});

it.each([0, -1, 1.5, Number.NaN, Infinity])("refuses %s dimensions", (dimensions) => {
  expect(() => new HashEmbeddings({ dimensions })).toThrow(
    `dimensions is a whole number from 1 on, not ${dimensions}.`,
  );
});
