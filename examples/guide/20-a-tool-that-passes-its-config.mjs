import { RunnableLambda, tool } from "runlet";

const reverseWord = RunnableLambda.from((word) => [...word].toReversed().join(""), { name: "reverseWord" });

// The config says which run the call is part of, on every runtime.
const reverse = tool(({ word }, config) => reverseWord.invoke(word, config), {
  name: "reverse",
  description: "Reverses a word.",
  schema: { type: "object", properties: { word: { type: "string" } }, required: ["word"] },
});

for await (const { event, name, data } of reverse.streamEvents({ word: "hello" }, { version: "v2" })) {
  console.log(event, name, JSON.stringify(data));
}
