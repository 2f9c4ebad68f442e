import { createAgent, tool } from "runlet";
import { ScriptedChatModel } from "runlet/testing";
import { z } from "zod";

const remove = tool(({ path }) => `${path} is gone.`, {
  name: "remove",
  description: "Removes a file.",
  schema: z.object({ path: z.string() }),
});

const agentOf = (...replies) =>
  createAgent({
    model: new ScriptedChatModel({ replies }),
    tools: [remove],
    interruptOn: { remove: { description: ({ args }) => `Remove ${args.path}?` } },
  });

const state = await agentOf([
  { name: "remove", args: { path: "old.txt" }, id: "a" },
  { name: "remove", args: { path: "/" }, id: "b" },
]).invoke("Tidy up.");
for (const { description } of state.interrupts) console.log(description);

// The state is JSON: it may be kept, and another process goes on from it when somebody has decided.
const kept = JSON.stringify(state);

const { interrupts, ...rest } = JSON.parse(kept);
const decisions = interrupts.map(({ id, toolCall }) =>
  toolCall.args.path === "/" ? { id, type: "reject", message: "Not that one." } : { id, type: "approve" },
);
const done = await agentOf(["Tidy."]).invoke({ ...rest, decisions });
for (const { type, content } of done.messages.slice(2)) console.log(`${type}: ${content}`);
