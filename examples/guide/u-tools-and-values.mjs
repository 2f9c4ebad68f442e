import { tool } from "runlet";
import { ScriptedChatModel } from "runlet/testing";
import { z } from "zod";

// A model that takes tools: here one that answers as it was told to.
const model = new ScriptedChatModel({ replies: [[{ name: "weather", args: { city: "Paris" }, id: "call_1" }]] });

const weather = tool(({ city }) => `Sunny in ${city}.`, {
  name: "weather",
  description: "The weather in a city, now.",
  schema: z.object({ city: z.string() }),
});

const message = await model.bindTools([weather]).invoke("What is the weather in Paris?");
for (const call of message.tool_calls) console.log((await weather.invoke(call)).content);

// A model that answers with a value.
const Joke = z.object({ setup: z.string(), punchline: z.string() });
const joker = new ScriptedChatModel({
  replies: [[{ name: "answer", args: { setup: "Why did the parrot?", punchline: "To repeat." } }]],
}).withStructuredOutput(Joke);

for await (const { setup = "", punchline = "" } of joker.stream("Tell me a joke."))
  console.log(`${setup}|${punchline}`);
