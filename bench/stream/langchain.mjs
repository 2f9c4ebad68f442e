import { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { AIMessageChunk } from "@langchain/core/messages";
import { StringOutputParser } from "@langchain/core/output_parsers";
import { ChatGenerationChunk } from "@langchain/core/outputs";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import { INPUT, TEMPLATE, tokens } from "./chunks.mjs";

/** A model that hands over chunks which were made before. LangChain's models are async generators, whatever they have. */
class ReadyModel extends BaseChatModel {
  #open;

  constructor(open) {
    super({});
    this.#open = open;
  }

  _llmType() {
    return "ready";
  }

  async *_streamResponseChunks() {
    for (const chunk of this.#open()) yield chunk;
  }
}

/** `prompt | model | parser`, whose model gives the chunks of `open`. */
export function chainOf(open) {
  return ChatPromptTemplate.fromTemplate(TEMPLATE).pipe(new ReadyModel(open)).pipe(new StringOutputParser());
}

export function chunkOf(text) {
  return new ChatGenerationChunk({ text, message: new AIMessageChunk({ content: text, id: "run-1" }) });
}

export function langchain({ count }) {
  const chunks = tokens(count).map(chunkOf);
  const chain = chainOf(() => chunks);
  return () => chain.stream(INPUT);
}
