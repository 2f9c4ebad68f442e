import { AIMessageChunk, ChatModel, ChatPromptTemplate, StringOutputParser } from "runlet";
import { JOKE, modelOr } from "./model.mjs";

// A model of our own, with a call option: how many words it says.
class Parrot extends ChatModel {
  name = "Parrot";
  async *reply(messages, { words = 2 }) {
    for (const word of messages.at(-1).text.split(" ").slice(0, words))
      yield new AIMessageChunk({ content: `${word} `, id: "parrot" });
  }
}

const model = new Parrot()
  .configurableFields({ words: { id: "words" } })
  .configurableAlternatives({ id: "llm", defaultKey: "parrot" }, { joker: () => modelOr(...JOKE) });

const chain = ChatPromptTemplate.fromTemplate("tell me a joke about {topic}")
  .pipe(model)
  .pipe(new StringOutputParser());

for (const configurable of [{}, { words: 5 }, { llm: "joker" }]) {
  for await (const text of chain.stream({ topic: "parrot" }, { configurable })) process.stdout.write(text + "|");
  console.log();
}
