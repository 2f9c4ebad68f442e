import { createAgent, tool } from "runlet";
import { ScriptedChatModel } from "runlet/testing";
import { z } from "zod";

// A model that takes tools: here one that answers as it was told to.
const model = new ScriptedChatModel({
  replies: [
    ["Let me", " look.\n", { name: "weather", args: { city: "Paris" } }, { name: "weather", args: { city: "Rome" } }],
    ["Sunny", " in", " both", "."],
  ],
});

const weather = tool(
  function* ({ city }) {
    yield `asking for ${city}`;
    return `Sunny in ${city}.`;
  },
  { name: "weather", description: "The weather in a city, now.", schema: z.object({ city: z.string() }) },
);

const agent = createAgent({ model, tools: [weather], systemPrompt: "You help with the weather." });

for await (const chunk of agent.stream("How is the weather in Paris and Rome?")) {
  process.stdout.write(chunk.text);
  if (chunk.type === "custom") console.log(`  ${chunk.name}: ${chunk.data}`);
  if (chunk.type === "updates") for (const { type } of chunk.messages) console.log(`  (step ${chunk.step}: ${type})`);
  if (chunk.type === "end") console.log(`  ${chunk.stopReason} after ${chunk.step} steps`);
}
