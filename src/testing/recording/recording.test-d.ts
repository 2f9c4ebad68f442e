import { z } from "zod";
import type { ChatModelConfig } from "../../models/call-options.ts";
import { ChatAnthropic } from "../../providers/anthropic/chat-model.ts";
import type { AnthropicConfig } from "../../providers/anthropic/options.ts";
import type { ChatModel } from "../../models/chat-model.ts";
import { record } from "./record.ts";
import { replay } from "./replay.ts";

const recorded = record(new ChatAnthropic(), "tape.jsonl");
const { model } = replay("tape.jsonl");
const own = replay<AnthropicConfig>("tape.jsonl").model;
const schema = z.object({ at: z.string() });
const weather = { name: "weather", schema };

// A recorded model has the options of the one that it records.
export const bound = [
  recorded.bind({ topK: 1, temperature: 1 }),
  recorded.bindTools([weather], { toolChoice: "any" }),
  own.bind({ topK: 1 }),
  model.bindTools([weather], { toolChoice: "required" }),
  model.bind({ temperature: 0 }),
];
export const at: Promise<string>[] = [recorded, model, own].map((each) =>
  each
    .withStructuredOutput(schema)
    .invoke("x", { maxTokens: 1 })
    .then((value) => value.at),
);
export const any: readonly ChatModel<ChatModelConfig>[] = [recorded, model, own];
// @ts-expect-error: there is no such option
recorded.bind({ topp: 1 });
// @ts-expect-error: it is not among those that every model has
model.bind({ topK: 1 });
