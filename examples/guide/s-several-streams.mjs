import { merge, StringOutputParser } from "runlet";
import { ScriptedChatModel } from "runlet/testing";

const say = (...tokens) => new ScriptedChatModel({ replies: [tokens] }).pipe(new StringOutputParser());
const joke = say("Why", " not", "?");
const poem = say("Roses", " are", " red", ".");

for await (const { source, chunk } of merge({ joke: joke.stream("a joke"), poem: poem.stream("a poem") }))
  console.log(`${source}: ${chunk}`);
