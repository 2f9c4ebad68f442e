import { createAgent } from "runlet";
import { ScriptedChatModel } from "runlet/testing";

const researcher = createAgent({
  name: "researcher",
  model: new ScriptedChatModel({ replies: [["Parrots", " live", " for", " sixty", " years", "."]] }),
  systemPrompt: "You find out what you are asked.",
});

const writer = createAgent({
  name: "writer",
  model: new ScriptedChatModel({
    replies: [[{ name: "research", args: { input: "How old are parrots?" } }], ["They", " grow", " old", "."]],
  }),
  tools: [researcher.asTool({ name: "research", description: "Finds out what is asked." })],
});

/** The text of each agent, behind the names of the tools that lead to it. */
function show(chunk, path = "") {
  if (chunk.agent) show(chunk.data, `${path}${chunk.name} > `);
  else if (chunk.text !== "") console.log(path + chunk.text);
}

for await (const chunk of writer.stream("Write about parrots.")) show(chunk);
