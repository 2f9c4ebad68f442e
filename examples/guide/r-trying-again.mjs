import { hedge, RunletError } from "runlet";
import { ScriptedChatModel } from "runlet/testing";

const say = (...replies) => new ScriptedChatModel({ replies });
const busy = new RunletError("rate_limit", "too many requests", { retryable: true, retryAfterMs: 10 });
const dead = new Error("the line is dead");

async function show(model) {
  let answer = "";
  try {
    for await (const { text } of model.stream("what color is the sky?")) answer += text;
    console.log(answer);
  } catch (error) {
    console.log(`${answer}... ${error.message}`);
  }
}

const onFailedAttempt = (error, attempt) => console.log(`attempt ${attempt}: ${error.message}`);
await show(say([busy], [dead], ["It is", " blue."]).withRetry({ initialDelayMs: 10, onFailedAttempt }));

// What has come is not glued to another answer.
await show(say(["It", dead], ["Blue", "."]).withRetry({ onFailedAttempt }));

await show(say([dead]).withFallbacks([say(["Blue", ", says another one."])]));

// The first one takes too long, so that another one is asked beside it.
await show(hedge(say([60_000, "late"]), say(["Blue", ", says the quick one."]), { afterMs: 20 }));
