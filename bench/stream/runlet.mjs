import { AIMessageChunk, ChatModel, RunnableLambda, StringOutputParser, StringPromptValue } from "../../dist/index.js";
import { messageJoin } from "../../dist/models/chat-model.js";
import { INPUT, SOURCES, tokens } from "./chunks.mjs";
import { STEPS } from "./steps.mjs";

export const prompt = RunnableLambda.from(({ topic }) => new StringPromptValue(`tell me a joke about ${topic}`));

/** A model that hands over chunks which were made before. */
export class ReadyModel extends ChatModel {
  name = "ReadyModel";
  waits = true;
  #kind;
  #open;

  constructor(kind, open) {
    super();
    this.#kind = kind;
    this.#open = open;
  }

  reply() {
    return { kind: this.#kind, iterator: this.#open(), join: messageJoin };
  }
}

const KINDS = { ready: "sync", batches: "batches", awaited: "async" };

/** `prompt | model | parser`, and behind it the first `steps` of the further ones. */
export function runlet({ source, count, steps = 0 }) {
  const model = new ReadyModel(KINDS[source], SOURCES[source](messages(count)));
  let chain = prompt.pipe(model).pipe(new StringOutputParser());
  for (const Step of STEPS.slice(0, steps)) chain = chain.pipe(new Step());
  return () => chain.stream(INPUT);
}

export function messages(count) {
  return tokens(count).map((content) => new AIMessageChunk({ content, id: "run-1" }));
}
