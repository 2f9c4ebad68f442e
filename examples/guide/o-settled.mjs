import { AIMessageChunk, StringOutputParser } from "runlet";
import { ScriptedChatModel } from "runlet/testing";

const cost = { input_tokens: 9, output_tokens: 2, total_tokens: 11 };
const sky = new AIMessageChunk({ content: " sky", usage_metadata: cost });

async function show(stream, enough) {
  const settled = stream.settled;
  try {
    for await (const text of stream) if (text === enough) break;
  } catch {
    // It is told below as well.
  }
  const { status, value, partial, messages, usage } = await settled;
  console.log(`${status}: ${value ?? partial} (${messages.length} message, ${usage.total_tokens} tokens)`);
}

const say = (...tokens) => new ScriptedChatModel({ replies: [tokens] }).pipe(new StringOutputParser()).stream("hello");
await show(say("The", sky, " is blue."));
await show(say("The", sky, new Error("the line is dead")));
await show(say("The", sky, " is blue."), " sky");
