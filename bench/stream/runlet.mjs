import { AIMessageChunk, ChatModel, StringOutputParser } from "../../dist/index.js";
import { messageJoin } from "../../dist/messages/gather.js";
import { prompt } from "../prompt.mjs";
import { INPUT, tokens } from "./chunks.mjs";
import { SOURCES } from "./sources.mjs";
import { STEPS } from "./steps.mjs";

/** A model that hands over chunks which were made before. */
class ReadyModel extends ChatModel {
  name = "ReadyModel";
  waits = true;
  "~alone" = true;
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

/** `prompt | model | parser`, whose model gives the chunks of `open`. */
export function chainOf(source, open) {
  return prompt.pipe(new ReadyModel(SOURCES[source].kind, open)).pipe(new StringOutputParser());
}

/** The same over chunks that there are, and behind it the first `steps` of the further ones. */
export function runlet({ source, count, steps = 0 }) {
  let chain = chainOf(source, SOURCES[source].open(tokens(count).map(chunkOf)));
  for (const Step of STEPS.slice(0, steps)) chain = chain.pipe(new Step());
  return () => chain.stream(INPUT);
}

export function chunkOf(content) {
  return new AIMessageChunk({ content, id: "run-1" });
}
