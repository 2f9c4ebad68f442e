import { StringOutputParser } from "runlet";
import { ScriptedChatModel } from "runlet/testing";

// A number is a pause, in milliseconds.
const say = (...script) => new ScriptedChatModel({ replies: [script] }).pipe(new StringOutputParser());

async function show(chain, timeout) {
  try {
    console.log(await chain.invoke("what color is the sky?", { timeout }));
  } catch (error) {
    console.log(`${error.timeout}: ${error.message} ${error.partial ?? "Nothing had come."}`);
  }
}

await show(say(60_000, "It is blue."), { firstChunk: 50 });
await show(say("It", " is", 60_000, " blue."), { idle: 50 });
await show(say("It", " is", 60_000, " blue."), 100);

// Bound to a step, it is that step's, and another one may take its place.
const slow = say(60_000, "It is blue.").withConfig({ timeout: { firstChunk: 50 } });
await show(slow.withFallbacks([say("Blue.")]));
