import { describe, expect, it } from "vitest";
import { AIMessage } from "../../messages/ai.ts";
import { ChatMessage } from "../../messages/chat.ts";
import type { ContentBlock } from "../../messages/content.ts";
import { FunctionMessage } from "../../messages/function.ts";
import { HumanMessage } from "../../messages/human.ts";
import type { BaseMessage } from "../../messages/message.ts";
import { SystemMessage } from "../../messages/system.ts";
import { ToolMessage } from "../../messages/tool.ts";
import { DIALECTS, type DialectName } from "./dialects.ts";
import { wireMessages } from "./messages.ts";

const wire = (messages: readonly BaseMessage[], dialect: DialectName = "openai"): unknown[] =>
  wireMessages(messages, DIALECTS[dialect], undefined);
const part = (block: ContentBlock, dialect?: DialectName): unknown =>
  (wire([new HumanMessage([block])], dialect)[0] as { content: unknown[] }).content[0];

describe("a conversation", () => {
  it("is sent message by message", () => {
    expect(
      wire([
        new SystemMessage("be brief"),
        new HumanMessage({ content: "weather?", name: "me" }),
        new AIMessage({ content: "Let me see.", tool_calls: [{ name: "weather", args: { city: "Roma" }, id: "c1" }] }),
        new ToolMessage({ content: "rain", tool_call_id: "c1", status: "error" }),
        new ChatMessage({ content: "short!", role: "developer" }),
        new ChatMessage({ content: [{ type: "text", text: "so?" }], role: "user" }),
      ]),
    ).toEqual([
      { role: "system", content: "be brief" },
      { role: "user", content: "weather?", name: "me" },
      {
        role: "assistant",
        content: "Let me see.",
        tool_calls: [{ id: "c1", type: "function", function: { name: "weather", arguments: '{"city":"Roma"}' } }],
      },
      { role: "tool", content: "rain", tool_call_id: "c1" },
      { role: "developer", content: "short!" },
      { role: "user", content: [{ type: "text", text: "so?" }] },
    ]);
  });

  it("with another provider's answer has its text and calls, and not its thoughts", () => {
    const message = new AIMessage({
      content: [
        { type: "reasoning", reasoning: "Hmm", signature: "s" } as ContentBlock,
        { type: "text", text: "The" },
        { type: "server_tool_use", name: "search" },
        { type: "text", text: " sky" },
      ],
      tool_calls: [{ name: "look", args: {}, id: "t" }],
    });
    expect(wire([message])).toEqual([
      {
        role: "assistant",
        content: "The sky",
        tool_calls: [{ id: "t", type: "function", function: { name: "look", arguments: "{}" } }],
      },
    ]);
  });

  it("has a call that could not be read where something answers it", () => {
    const invalid = { name: "f", args: '{"a":', id: "c1", error: "open", type: "invalid_tool_call" } as const;
    const message = new AIMessage({ content: "", invalid_tool_calls: [invalid] });
    expect(wire([message, new ToolMessage("no JSON", "c1")])[0]).toEqual({
      role: "assistant",
      content: "",
      tool_calls: [{ id: "c1", type: "function", function: { name: "f", arguments: '{"a":' } }],
    });
    expect(wire([message])).toEqual([{ role: "assistant", content: "" }]);
  });

  it("has a tool's pictures where the service takes them", () => {
    const message = new ToolMessage([{ type: "image", url: "https://a.example" }], "c");
    expect(wire([message], "openrouter")).toEqual([
      {
        role: "tool",
        content: [{ type: "image_url", image_url: { url: "https://a.example" } }],
        tool_call_id: "c",
      },
    ]);
  });

  it.each([
    [new FunctionMessage({ content: "a", name: "f" }), 'OpenAI has no form for a message of type "function".'],
    [new ChatMessage({ content: "a", role: "critic" }), 'OpenAI has no form for a message with the role "critic".'],
    [
      new ToolMessage([{ type: "image", url: "https://a.example" }], "c"),
      'OpenAI has no form for a tool\'s answer with a block of type "image".',
    ],
  ])("has no %o", (message, words) => {
    expect(() => wire([message])).toThrow(expect.objectContaining({ code: "config", message: words }));
  });
});

describe("a part", () => {
  it.each<[ContentBlock, object]>([
    [
      { type: "image", url: "https://a.example/b.png" },
      { type: "image_url", image_url: { url: "https://a.example/b.png" } },
    ],
    [
      { type: "image", data: Uint8Array.of(1, 2), mimeType: "image/jpeg" },
      { type: "image_url", image_url: { url: "data:image/jpeg;base64,AQI=" } },
    ],
    [
      { type: "image", data: "AQI=", detail: "low" } as ContentBlock,
      { type: "image_url", image_url: { url: "data:image/png;base64,AQI=", detail: "low" } },
    ],
    [
      { type: "image_url", image_url: "https://a.example/b.png" },
      { type: "image_url", image_url: { url: "https://a.example/b.png" } },
    ],
    [
      { type: "image_url", image_url: { url: "u", detail: "high" } },
      { type: "image_url", image_url: { url: "u", detail: "high" } },
    ],
    [
      { type: "audio", data: "AQI=", mimeType: "audio/mpeg" },
      { type: "input_audio", input_audio: { data: "AQI=", format: "mp3" } },
    ],
    [
      { type: "audio", data: "AQI=", mimeType: "audio/x-wav" },
      { type: "input_audio", input_audio: { data: "AQI=", format: "wav" } },
    ],
    [
      { type: "file", data: "AQI=", mimeType: "application/pdf", name: "a.pdf" } as ContentBlock,
      { type: "file", file: { filename: "a.pdf", file_data: "data:application/pdf;base64,AQI=" } },
    ],
    [
      { type: "file", fileId: "file-1" },
      { type: "file", file: { file_id: "file-1" } },
    ],
    [
      { type: "file", file: { file_id: "file-2" } },
      { type: "file", file: { file_id: "file-2" } },
    ],
    [
      { type: "non_standard", value: { type: "new", a: 1 } },
      { type: "new", a: 1 },
    ],
    [
      { type: "text", text: "a", cache_control: { type: "ephemeral" } } as ContentBlock,
      { type: "text", text: "a", cache_control: { type: "ephemeral" } },
    ],
  ])("%j", (block, sent) => {
    expect(part(block)).toEqual(sent);
  });

  it.each<[DialectName, ContentBlock, object]>([
    ["vllm", { type: "video", url: "https://a/b.mp4" }, { type: "video_url", video_url: { url: "https://a/b.mp4" } }],
    ["mistral", { type: "file", url: "https://a/b.pdf" }, { type: "document_url", document_url: "https://a/b.pdf" }],
    [
      "openrouter",
      { type: "file", url: "https://a/b.pdf" },
      { type: "file", file: { filename: "file", file_data: "https://a/b.pdf" } },
    ],
  ])("of %s: %j", (dialect, block, sent) => {
    expect(part(block, dialect)).toEqual(sent);
  });

  it.each<[ContentBlock, string]>([
    [{ type: "image", fileId: "f" }, 'of type "image" that is given by its fileId'],
    [{ type: "video", url: "https://a/b.mp4" }, 'of type "video" that is given by its url'],
    [{ type: "audio", url: "https://a/b.mp3" }, 'of type "audio" that is given by its url'],
    [{ type: "file", url: "https://a/b.pdf" }, 'of type "file" that is given by its url'],
    [{ type: "image" }, 'of type "image"'],
    [{ type: "tool_use" }, 'of type "tool_use"'],
  ])("that OpenAI has no form for: %j", (block, what) => {
    expect(() => part(block)).toThrow(
      expect.objectContaining({ code: "config", message: `OpenAI has no form for a content block ${what}.` }),
    );
  });
});
