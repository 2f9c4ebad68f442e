import { RunnableLambda, tool } from "runlet";

const reverseWord = RunnableLambda.from((word) => [...word].toReversed().join(""), { name: "reverseWord" });

// It passes nothing on: the runtime knows that it is the tool which has called.
const reverse = tool(({ word }) => reverseWord.invoke(word), {
  name: "reverse",
  description: "Reverses a word.",
  schema: { type: "object", properties: { word: { type: "string" } }, required: ["word"] },
});

for await (const { event, name, data } of reverse.streamEvents({ word: "hello" }, { version: "v2" })) {
  console.log(event, name, JSON.stringify(data));
}
