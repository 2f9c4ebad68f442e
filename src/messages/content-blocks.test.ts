import { expect, test } from "vitest";
import { AIMessage, AIMessageChunk } from "./ai.ts";
import type { ContentBlock, StandardBlock } from "./content.ts";
import { HumanMessage } from "./human.ts";

test("text is one text block, no text is none", () => {
  expect(new HumanMessage("a").contentBlocks).toEqual([{ type: "text", text: "a" }]);
  expect(new HumanMessage("").contentBlocks).toEqual([]);
});

const image = { type: "image", data: "AA==", mimeType: "image/png" } as const;

test.each<[string, ContentBlock, StandardBlock]>([
  ["a standard block is itself", image, image],
  [
    "thinking",
    { type: "thinking", thinking: "hm", signature: "s" },
    { type: "reasoning", reasoning: "hm", signature: "s" } as StandardBlock,
  ],
  [
    "an image's address",
    { type: "image_url", image_url: { url: "https://example.org/a.png" } },
    { type: "image", url: "https://example.org/a.png" },
  ],
  [
    "an image's address as a string",
    { type: "image_url", image_url: "https://example.org/a.png" },
    { type: "image", url: "https://example.org/a.png" },
  ],
  ["an image's data", { type: "image_url", image_url: { url: "data:image/png;base64,AA==" } }, image],
  [
    "data that is not base64",
    { type: "image_url", image_url: "data:image/svg+xml,<svg/>" },
    { type: "image", url: "data:image/svg+xml,<svg/>" },
  ],
  [
    "audio",
    { type: "input_audio", input_audio: { data: "AA==", format: "wav" } },
    { type: "audio", data: "AA==", mimeType: "audio/wav" },
  ],
  ["an unknown type", { type: "hologram", x: 1 }, { type: "non_standard", value: { type: "hologram", x: 1 } }],
  ["a type that every object has", { type: "toString" }, { type: "non_standard", value: { type: "toString" } }],
  ["a known type of another shape", { type: "image_url" }, { type: "non_standard", value: { type: "image_url" } }],
])("%s", (_, block, standard) => expect(new HumanMessage([block]).contentBlocks).toEqual([standard]));

test("a model's thoughts come first, its tool calls last", () => {
  const message = new AIMessage({
    content: "Sure.",
    additional_kwargs: { reasoning_content: "Easy." },
    tool_calls: [{ name: "f", args: {}, id: "c" }],
    invalid_tool_calls: [{ name: "g", args: "{", error: "incomplete", type: "invalid_tool_call" }],
  });
  expect(message.contentBlocks).toEqual([
    { type: "reasoning", reasoning: "Easy." },
    { type: "text", text: "Sure." },
    { type: "tool_call", name: "f", args: {}, id: "c" },
    { type: "invalid_tool_call", name: "g", args: "{", error: "incomplete" },
  ]);
});

test("what is in the content already is not told twice", () => {
  const message = new AIMessage({
    content: [
      { type: "reasoning", reasoning: "r" },
      { type: "tool_call", name: "f", args: {}, id: "c" },
    ],
    additional_kwargs: { reasoning_content: "r" },
    tool_calls: [
      { name: "f", args: {}, id: "c" },
      { name: "g", args: {} },
    ],
  });
  expect(message.contentBlocks.map((block) => block.type)).toEqual(["reasoning", "tool_call", "tool_call"]);
});

test("a chunk shows the pieces of its calls", () => {
  const piece = { name: "f", args: '{"', index: 0, type: "tool_call_chunk" } as const;
  expect(new AIMessageChunk({ content: "", tool_call_chunks: [piece] }).contentBlocks).toEqual([piece]);
});
