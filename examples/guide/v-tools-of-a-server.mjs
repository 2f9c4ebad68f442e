import { fileURLToPath } from "node:url";
import { createAgent } from "runlet";
import { mcpTools } from "runlet/mcp";
import { ScriptedChatModel } from "runlet/testing";

// Here one of our own; `npx -y @modelcontextprotocol/server-filesystem .` starts one that reads files.
const server = { command: process.execPath, args: [fileURLToPath(new URL("../mcp/server.mjs", import.meta.url))] };
const weather = await mcpTools(server, { prefix: "weather_" });

// A model that first leaves out what the tool needs, and mends that.
const model = new ScriptedChatModel({
  replies: [
    [{ name: "weather_forecast", args: { city: "Paris" }, id: "call_1" }],
    [{ name: "weather_forecast", args: { city: "Paris", days: 2 }, id: "call_2" }],
    ["Sun", ", twice", "."],
  ],
});
const agent = createAgent({ model, tools: weather.tools });

for await (const chunk of agent.stream("What will the weather be in Paris?")) {
  if (chunk.type === "custom") console.log(`day ${chunk.data.progress} of ${chunk.data.total}`);
  if (chunk.type === "updates") for (const { type, text } of chunk.messages) console.log(`${type}: ${text}`);
}
await weather.close();
