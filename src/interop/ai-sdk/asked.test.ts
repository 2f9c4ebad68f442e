import { describe, expect, it } from "vitest";
import * as z from "zod";
import { tool } from "../../tools/tool.ts";
import { partsModel } from "../../../test/support/parts-model.ts";
import { configOf } from "./asked-config.ts";
import { askedOf, type AISDKModelOptions } from "./asked.ts";
import type { AISDKModel } from "./specification.ts";

const schema = { type: "object", properties: { a: { type: "number" } }, required: ["a"] };
const asked = (options: AISDKModelOptions, version: AISDKModel["specificationVersion"] = "v3") =>
  askedOf(options, partsModel([], { version }));

describe("call options", () => {
  const options = {
    temperature: 0,
    topP: 0.5,
    topK: 5,
    maxTokens: 10,
    stop: ["x", "y"],
    seed: 1,
    presencePenalty: 0.1,
    frequencyPenalty: 0.2,
    headers: { "x-trace": "1" },
    providerOptions: { anthropic: { thinking: { type: "enabled" } } },
  } satisfies AISDKModelOptions;

  it("have the AI SDK's names, and only those that are given", () => {
    const { maxTokens, stop, ...same } = options;
    expect(asked(options)).toEqual({ ...same, maxOutputTokens: maxTokens, stopSequences: stop });
    expect(asked({ stop: "x" })).toEqual({ stopSequences: ["x"] });
    expect(asked({ temperature: undefined, tools: [], stop: [] })).toEqual({});
  });

  it("are tools in every form, and what a provider has itself in that of the version", () => {
    const add = tool(({ a }) => a, { name: "add", description: "Adds.", schema: z.object({ a: z.number() }) });
    const search = { type: "provider", id: "anthropic.web_search_1", args: { maxUses: 1 } };
    const tools = [add, { name: "f", parameters: schema, strict: true }, search];
    expect(asked({ tools })).toMatchObject({
      tools: [
        { type: "function", name: "add", description: "Adds.", inputSchema: schema },
        { type: "function", name: "f", inputSchema: schema, strict: true },
        { type: "provider", id: "anthropic.web_search_1", name: "web_search_1", args: { maxUses: 1 } },
      ],
    });
    expect(asked({ tools: [{ ...search, name: "web" }] }, "v2").tools).toEqual([
      { type: "provider-defined", id: "anthropic.web_search_1", name: "web", args: { maxUses: 1 } },
    ]);
    expect(() => asked({ tools: [{ type: "web_search" }] })).toThrow(/no form for a tool of the type "web_search"/);
  });

  it("are which tool is chosen, and the form of the answer", () => {
    const choices = (["auto", "none", "required", "any", { name: "f" }] as const).map(
      (toolChoice) => asked({ toolChoice }).toolChoice,
    );
    expect(choices).toEqual([
      { type: "auto" },
      { type: "none" },
      { type: "required" },
      { type: "required" },
      { type: "tool", toolName: "f" },
    ]);
    const format = (responseFormat: AISDKModelOptions["responseFormat"]) => asked({ responseFormat }).responseFormat;
    expect(format({ type: "text" })).toEqual({ type: "text" });
    expect(format({ type: "json_object" })).toEqual({ type: "json" });
    const named = { name: "n", description: "d", schema };
    expect(format({ type: "json_schema", ...named })).toEqual({ type: "json", ...named });
  });

  it.each(["model", "parallelToolCalls"])("are not %s", (option) => {
    const error = expect.objectContaining({ code: "config", message: expect.stringContaining(`"${option}"`) });
    expect(() => asked({ [option]: "x" })).toThrow(error);
  });

  it("come back from what `ai` asks for", () => {
    const more = {
      tools: [
        { type: "function", function: { name: "f", description: "F.", parameters: schema } },
        { type: "provider", id: "x.y", name: "y", args: {} },
      ],
      toolChoice: { name: "f" },
      responseFormat: { type: "json_schema", name: "n", schema },
    } satisfies AISDKModelOptions;
    const { signal } = new AbortController();
    const given = { prompt: [], abortSignal: signal, ...asked({ ...options, ...more }) };
    expect(configOf(given)).toEqual({ signal, ...options, ...more });
    expect(configOf({ prompt: [], toolChoice: { type: "required" }, responseFormat: { type: "json" } })).toEqual({
      toolChoice: "required",
      responseFormat: { type: "json_object" },
    });
    expect(configOf({ prompt: [], responseFormat: { type: "json", schema } }).responseFormat).toMatchObject({
      name: "answer",
    });
  });

  it("may have further fields of the config, under the library's name", () => {
    const runlet = { configurable: { sessionId: "1" } };
    expect(configOf({ prompt: [], providerOptions: { runlet, x: { y: 1 } } })).toEqual({
      ...runlet,
      providerOptions: { x: { y: 1 } },
    });
  });
});
