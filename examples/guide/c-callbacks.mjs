import { ChatPromptTemplate, StringOutputParser } from "runlet";
import { JOKE, modelOr } from "./model.mjs";

const meter = {
  tokens: 0,
  handleChainStart(chain, inputs, runId, parentRunId) {
    if (parentRunId === undefined) console.log("asked:", inputs);
  },
  handleLLMNewToken(token) {
    if (token) this.tokens++;
  },
  handleLLMEnd({ generations: [[{ text }]] }) {
    console.log(`said in ${this.tokens} tokens:`, text);
  },
};

const chain = ChatPromptTemplate.fromTemplate("tell me a joke about {topic}")
  .pipe(modelOr(...JOKE))
  .pipe(new StringOutputParser())
  .withListeners({ onEnd: (run) => console.log(run.name, "is done:", run.outputs) });

await chain.invoke({ topic: "parrot" }, { callbacks: [meter] });
