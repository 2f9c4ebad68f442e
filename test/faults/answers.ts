import type { GlmScript } from "../../src/testing/glm-server/reply.ts";
import { oneOf } from "../support/json-texts.ts";

const BIRDS = ["parrot", "heron", "wren", "owl", "magpie", "kestrel", "swift", "stork"];

/** What every answer says: a text for those who read text, a value for those who read JSON. */
export const SAID = JSON.stringify({
  title: "Birds of the town",
  birds: BIRDS.map((name, at) => ({ name, sings: at % 3 !== 0, note: `The ${name} is seen on every ${name} walk.` })),
});

/** About how many bytes the shortest of the answers is on the wire, and the head of its response. */
export const ANSWER_BYTES = 6000;
export const HEAD_BYTES = 60;

/** An answer in some manner and at some pace, cut into tokens somehow. */
export function anyAnswer(next: () => number): GlmScript {
  const longest = 8 + Math.floor(next() * 24);
  const tokens: string[] = [];
  for (let at = 0; at < SAID.length;) {
    const end = at + 1 + Math.floor(next() * longest);
    tokens.push(SAID.slice(at, end));
    at = end;
  }
  return {
    tokens,
    dialect: oneOf(["glm-4.7", "glm-4-plus", "vllm"] as const, next),
    slow: oneOf([0, 0, 1, 1, 2, 4], next),
    eventsPerWrite: oneOf([1, 1, 1, 3, 20], next),
    noDone: next() < 0.1,
    ...(next() < 0.1 && { splitAt: 100 }),
  };
}
