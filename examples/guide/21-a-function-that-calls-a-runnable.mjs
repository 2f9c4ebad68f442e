import { RunnableLambda } from "runlet";

const reverseWord = RunnableLambda.from((word) => [...word].toReversed().join(""), { name: "reverseWord" });

const reverseAndDouble = RunnableLambda.from(
  async (word, config) => {
    const reversed = await reverseWord.invoke(word, config);
    return reversed + reversed;
  },
  { name: "reverseAndDouble" },
);

const names = new Map();
for await (const event of reverseAndDouble.streamEvents("1234", { version: "v2" })) {
  names.set(event.run_id, event.name);
  const callers = event.parent_ids.map((id) => names.get(id));
  console.log(event.event, [...callers, event.name].join(" > "), JSON.stringify(event.data));
}
