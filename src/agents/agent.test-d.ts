import type { Assert, Equal } from "../../test/types/equal.ts";
import type { ChatModel } from "../models/chat-model.ts";
import type { ChatModelConfig } from "../models/call-options.ts";
import type { RunStream } from "../runs/run-stream.ts";
import type { StandardSchema } from "../schema/standard-schema.ts";
import type { StructuredTool } from "../tools/tool.ts";
import { createAgent } from "./agent.ts";
import type { AgentChunk } from "./chunk.ts";
import type { AgentState } from "./state.ts";

declare const model: ChatModel<ChatModelConfig>;
declare const other: ChatModel<ChatModelConfig>;
declare const weather: StructuredTool<{ city: string }, string>;
declare const Report: StandardSchema<{ day: string }, { day: number }>;

const agent = createAgent({ model, tools: [weather, { type: "web_search" }] });
const state: Promise<AgentState> = agent.invoke("?");
const stream: RunStream<AgentChunk, AgentState> = agent.stream([["user", "?"]]);
void agent.invoke({ messages: [], decisions: [{ id: "1", type: "edit", args: {} }] });
void agent.invoke(JSON.parse("{}"));
createAgent({ model: model.withRetry().withFallbacks([other]).bindTools([weather]) });

// @ts-expect-error: a decision to edit has arguments
void agent.invoke({ messages: [], decisions: [{ id: "1", type: "edit" }] });
// @ts-expect-error: a state has messages
void agent.invoke({ steps: 1 });
// @ts-expect-error: no model
createAgent({ tools: [weather] });

const reporter = createAgent({ model, responseFormat: Report });
type Output<A extends { invoke(input: never): unknown }> = Awaited<ReturnType<A["invoke"]>>;
export type ReportIs = Assert<Equal<NonNullable<Output<typeof reporter>["structuredResponse"]>, { day: number }>>;
const typed = createAgent<{ a: number }>({ model, responseFormat: { type: "object" } });
const value: Promise<number | undefined> = typed.invoke("?").then(({ structuredResponse }) => structuredResponse?.a);

for await (const chunk of agent.stream("?")) {
  const text: string = chunk.text;
  if (chunk.type === "messages") console.log(chunk.message.tool_call_chunks, text);
  if (chunk.type === "updates") console.log(chunk.messages);
  if (chunk.type === "custom") console.log(chunk.name, chunk.data);
  if (chunk.type === "custom" && chunk.agent) console.log(chunk.data.text);
  // @ts-expect-error: what a tool tells may be anything
  if (chunk.type === "custom" && !chunk.agent) console.log(chunk.data.text);
  // @ts-expect-error: only a piece of the model's has a message
  if (chunk.type === "end") console.log(chunk.message);
}

const asked = agent.asTool({ name: "ask", schema: Report, input: ({ day }) => `day ${day.toFixed()}` });
void asked.invoke({ day: "1" });
// @ts-expect-error: the schema's input
void asked.invoke({ day: 1 });
createAgent({ model, tools: [asked, agent.asTool({ name: "b" })] });
void agent.asTool({ name: "b" }).invoke({ input: "?" });

export { state, stream, value };
