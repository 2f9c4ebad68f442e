import { describe, expect, it } from "vitest";
import { AIMessage, AIMessageChunk } from "../../messages/ai.ts";
import { ChatMessage } from "../../messages/chat.ts";
import { HumanMessage } from "../../messages/human.ts";
import type { BaseMessage } from "../../messages/message.ts";
import { RemoveMessage } from "../../messages/remove.ts";
import { SystemMessage } from "../../messages/system.ts";
import { ToolMessage } from "../../messages/tool.ts";
import { promptOf } from "./prompt.ts";
import { messagesOf } from "./prompt-messages.ts";

const V3 = { specificationVersion: "v3", provider: "openai.chat" } as const;
const V4 = { specificationVersion: "v4", provider: "openai.chat" } as const;
const V2 = { specificationVersion: "v2", provider: "openai.chat" } as const;
const call = (id: string, name: string) => ({ type: "tool_call" as const, id, name, args: { a: 1 } });
const signature = { anthropic: { signature: "s" } };

describe("messages as a prompt", () => {
  it("have their roles, and answers of tools in one message", () => {
    const messages = [
      new SystemMessage("Be brief."),
      new HumanMessage({ content: "hi", additional_kwargs: { providerOptions: { x: { cache: true } } } }),
      new AIMessage({ content: "Let me see.", tool_calls: [call("1", "f"), call("2", "g")] }),
      new ToolMessage({ tool_call_id: "1", content: "one" }),
      new ToolMessage({ tool_call_id: "2", content: "no", status: "error" }),
      new ChatMessage("more", "user"),
      new ChatMessage("said", "assistant"),
    ];
    const text = (text: string) => ({ type: "text", text });
    expect(promptOf(messages, V3)).toEqual([
      { role: "system", content: "Be brief." },
      { role: "user", content: [text("hi")], providerOptions: { x: { cache: true } } },
      {
        role: "assistant",
        content: [
          text("Let me see."),
          { type: "tool-call", toolCallId: "1", toolName: "f", input: { a: 1 } },
          { type: "tool-call", toolCallId: "2", toolName: "g", input: { a: 1 } },
        ],
      },
      {
        role: "tool",
        content: [
          { type: "tool-result", toolCallId: "1", toolName: "f", output: { type: "text", value: "one" } },
          { type: "tool-result", toolCallId: "2", toolName: "g", output: { type: "error-text", value: "no" } },
        ],
      },
      { role: "user", content: [text("more")] },
      { role: "assistant", content: [text("said")] },
    ]);
  });

  it("have images and files in the form of each version", () => {
    const blocks = [
      { type: "image", url: "https://x.example/i" },
      { type: "image_url", image_url: { url: "data:image/png;base64,aGk=" } },
      { type: "audio", data: Uint8Array.of(1), mimeType: "audio/wav" },
      { type: "file", url: "data:application/pdf;base64,aGk=", filename: "a.pdf" },
      { type: "file", fileId: "file-1", mimeType: "application/pdf", providerMetadata: { x: { y: 1 } } },
    ];
    const content = (target: typeof V3 | typeof V4) => promptOf([new HumanMessage(blocks)], target)[0]?.content;
    expect(content(V3)).toEqual([
      { type: "file", mediaType: "image/*", data: new URL("https://x.example/i") },
      { type: "file", mediaType: "image/png", data: "aGk=" },
      { type: "file", mediaType: "audio/wav", data: Uint8Array.of(1) },
      { type: "file", mediaType: "application/pdf", data: "aGk=", filename: "a.pdf" },
      { type: "file", mediaType: "application/pdf", data: "file-1", providerOptions: { x: { y: 1 } } },
    ]);
    expect(content(V4)).toMatchObject([
      { data: { type: "url", url: new URL("https://x.example/i") } },
      { data: { type: "data", data: "aGk=" } },
      { data: { type: "data", data: Uint8Array.of(1) } },
      { data: { type: "data", data: "aGk=" } },
      { data: { type: "reference", reference: { openai: "file-1" } } },
    ]);
  });

  it("have what a tool gives beside text in the form of each version", () => {
    const blocks = [
      { type: "text", text: "see" },
      { type: "image", data: "aGk=", mimeType: "image/png" },
    ];
    const linked = [{ type: "file", url: "https://x.example/p", mimeType: "application/pdf" }];
    const output = (content: readonly { type: string }[], target: typeof V3 | typeof V4 | typeof V2) => {
      const [message] = promptOf([new ToolMessage({ content, tool_call_id: "1", name: "f" })], target);
      return (message?.content[0] as { output: unknown } | undefined)?.output;
    };
    const see = { type: "text", text: "see" };
    expect(output([see], V3)).toEqual({ type: "text", value: "see" });
    expect(output(blocks, V3)).toEqual({
      type: "content",
      value: [see, { type: "image-data", data: "aGk=", mediaType: "image/png" }],
    });
    expect(output(blocks, V2)).toMatchObject({ value: [see, { type: "media", data: "aGk=", mediaType: "image/png" }] });
    expect(output(blocks, V4)).toMatchObject({ value: [see, { type: "file", data: { type: "data", data: "aGk=" } }] });
    const pdf = "application/pdf";
    expect(output(linked, V3)).toMatchObject({
      value: [{ type: "file-url", url: "https://x.example/p", mediaType: pdf }],
    });
    expect(() => output(linked, V2)).toThrow(/no form for the address of a file/);
  });

  it("have what the model has said in its order, with what its provider has said of it", () => {
    const message = new AIMessage({
      content: [
        { type: "reasoning", reasoning: "Hm.", index: 0, providerMetadata: signature },
        { type: "reasoning", reasoning: "" },
        { type: "text", text: "" },
        { type: "text", text: "See", index: 1, providerMetadata: { x: { id: "i" } } },
        { type: "server_tool_call", id: "s", name: "search", args: { q: 1 }, providerMetadata: { x: { y: 1 } } },
        { type: "server_tool_call_result", toolCallId: "s", name: "search", status: "success", output: { n: 2 } },
        { type: "citation", url: "https://x.example" },
        { type: "custom", kind: "x.fallback", providerMetadata: { x: { to: "y" } } },
        { type: "tool-approval-request", approvalId: "1" },
        { type: "image", data: "aGk=", mimeType: "image/png" },
      ],
      tool_calls: [call("1", "f")],
      additional_kwargs: { tool_call_metadata: { 1: { google: { thoughtSignature: "t" } } } },
    });
    expect(promptOf([message], V4)[0]?.content).toMatchObject([
      { type: "reasoning", text: "Hm.", providerOptions: signature },
      { type: "text", text: "See", providerOptions: { x: { id: "i" } } },
      {
        type: "tool-call",
        toolCallId: "s",
        toolName: "search",
        input: { q: 1 },
        providerExecuted: true,
        providerOptions: { x: { y: 1 } },
      },
      { type: "tool-result", toolCallId: "s", toolName: "search", output: { type: "json", value: { n: 2 } } },
      { type: "custom", kind: "x.fallback", providerOptions: { x: { to: "y" } } },
      { type: "file", mediaType: "image/png" },
      { type: "tool-call", toolCallId: "1", toolName: "f", providerOptions: { google: { thoughtSignature: "t" } } },
    ]);
  });

  it("have calls that are not valid where they were answered, and those of a message put together of chunks", () => {
    const invalid = (id: string, args: string) => ({
      type: "invalid_tool_call" as const,
      id,
      name: "f",
      args,
      error: "no",
    });
    const message = new AIMessage({
      content: "",
      invalid_tool_calls: [invalid("1", '{"a":'), invalid("2", "SELECT 1"), invalid("3", "{")],
    });
    const answers = ["1", "2"].map((id) => new ToolMessage({ tool_call_id: id, content: "no", status: "error" }));
    expect(promptOf([message, ...answers], V3)[0]?.content).toEqual([
      { type: "tool-call", toolCallId: "1", toolName: "f", input: { rawInvalidInput: '{"a":' } },
      { type: "tool-call", toolCallId: "2", toolName: "f", input: "SELECT 1" },
    ]);
    const chunk = new AIMessageChunk({ content: "", tool_calls: [call("1", "f")] });
    expect(promptOf([chunk], V3)[0]?.content).toMatchObject([{ type: "tool-call", toolCallId: "1", input: { a: 1 } }]);
  });

  it("have thoughts that another provider keeps beside the content", () => {
    const message = new AIMessage({ content: "Blue.", additional_kwargs: { reasoning_content: "Hm." } });
    expect(promptOf([message], V3)[0]?.content).toEqual([
      { type: "reasoning", text: "Hm." },
      { type: "text", text: "Blue." },
    ]);
  });

  it.each<[string, BaseMessage]>([
    ["a message of the kind", new RemoveMessage({ id: "1" })],
    ['a content block of type "x"', new HumanMessage([{ type: "x" }])],
    ["names no tool", new ToolMessage({ content: "", tool_call_id: "1" })],
    ["needs a mimeType", new HumanMessage([{ type: "file", url: "https://x.example/p" }])],
    ["without a url, data or fileId", new HumanMessage([{ type: "image" }])],
  ])("refuse %s", (what, message) => {
    expect(() => promptOf([message], V3)).toThrow(
      expect.objectContaining({ code: "config", message: expect.stringContaining(what) }),
    );
  });
});

describe("a prompt as messages", () => {
  it("gives the same prompt again", () => {
    const messages = [
      new SystemMessage("Be brief."),
      new HumanMessage([
        { type: "text", text: "what is it?" },
        { type: "image", url: "https://x.example/i" },
        { type: "file", data: "aGk=", mimeType: "application/pdf", filename: "a.pdf" },
      ]),
      new AIMessage({
        content: [
          { type: "reasoning", reasoning: "Hm.", providerMetadata: signature },
          { type: "text", text: "See" },
          { type: "server_tool_call", id: "s", name: "search", args: { q: 1 } },
          { type: "server_tool_call_result", toolCallId: "s", name: "search", status: "error", output: { n: 2 } },
        ],
        tool_calls: [call("1", "f")],
        additional_kwargs: { tool_call_metadata: { 1: { google: { thoughtSignature: "t" } } } },
      }),
      new ToolMessage({ content: "no", tool_call_id: "1", status: "error" }),
      new AIMessage({ content: "Blue.", additional_kwargs: { reasoning_content: "Hm." } }),
      new HumanMessage({ content: "thanks", additional_kwargs: { providerOptions: { x: { cache: true } } } }),
    ];
    for (const target of [V3, V4]) {
      const prompt = promptOf(messages, target);
      expect(promptOf(messagesOf(prompt), target)).toEqual(prompt);
    }
  });

  it("has text alone as text, and answers of tools in every form", () => {
    const result = (output: object) => ({ type: "tool-result", toolCallId: "1", toolName: "f", output }) as never;
    const messages = messagesOf([
      { role: "user", content: [{ type: "text", text: "hi" }] },
      { role: "assistant", content: [{ type: "text", text: "hello" }] },
      {
        role: "tool",
        content: [
          result({ type: "json", value: { a: 1 } }),
          result({ type: "execution-denied" }),
          result({ type: "content", value: [{ type: "text", text: "t" }] }),
          result({ type: "content", value: [{ type: "image-url", url: "https://x.example/i" }] }),
          { type: "tool-approval-response" },
        ],
      },
    ]);
    expect(messages.map(({ content }) => content)).toEqual([
      "hi",
      "hello",
      '{"a":1}',
      "The call was not allowed.",
      "t",
      [{ type: "image", url: "https://x.example/i" }],
    ]);
    expect(messages[3]).toMatchObject({ status: "error", name: "f", tool_call_id: "1" });
  });
});
