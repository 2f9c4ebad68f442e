import { ScriptedChatModel } from "runlet/testing";
import { SKY } from "./model.mjs";

// Nothing in this model has to wait, so a plain loop can read it.
const model = new ScriptedChatModel({ replies: [SKY] });

for (const chunk of model.streamSync("what color is the sky?")) process.stdout.write(chunk.text + "|");
