import { generator, JsonOutputParser, RunnableBranch, RunnablePassthrough, StringOutputParser } from "runlet";
import { ScriptedChatModel } from "runlet/testing";

// Reads no more of an answer than it takes to see whether it is JSON.
const looksLikeJson = generator(
  async function* (texts) {
    for await (const text of texts) {
      if (text.trim() === "") continue;
      yield text.trim().startsWith("{");
      return;
    }
  },
  { join: "last" },
);

const show = RunnableBranch.from([[looksLikeJson, new JsonOutputParser()], new RunnablePassthrough()]);

for (const answer of [
  ['{"color":', ' "blue",', ' "at": "day"', "}"],
  ["It", " is", " blue", "."],
]) {
  const chain = new ScriptedChatModel({ replies: [answer] }).pipe(new StringOutputParser()).pipe(show);
  for await (const chunk of chain.stream("what color is the sky?")) console.log(chunk);
}
