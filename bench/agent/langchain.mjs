import { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { AIMessageChunk } from "@langchain/core/messages";
import { ChatGenerationChunk } from "@langchain/core/outputs";
import { tool } from "@langchain/core/tools";
import { createAgent } from "langchain";
import { answerTo, argumentsOf, QUESTION, tokens, TOOL, TURNS } from "./turns.mjs";

class ReadyModel extends BaseChatModel {
  #turns;
  #at = { turn: 0 };

  constructor(turns) {
    super({});
    this.#turns = turns;
  }

  _llmType() {
    return "ready";
  }

  bindTools() {
    return this;
  }

  async *_streamResponseChunks() {
    for (const chunk of this.#turns[this.#at.turn++ % TURNS]) yield chunk;
  }
}

/** Each turn has an id of its own: of one that it knows, LangGraph streams nothing. */
function chunkOf(turn, text, tool_call_chunks = []) {
  const message = new AIMessageChunk({ content: text, id: `run-${turn}`, tool_call_chunks });
  return new ChatGenerationChunk({ text, message });
}

export function langchain({ count }) {
  const said = (turn) => tokens(count).map((text) => chunkOf(turn, text));
  const call = (turn) => chunkOf(turn, "", [{ index: 0, id: `call_${turn}`, name: TOOL, args: argumentsOf(turn) }]);
  const turns = Array.from({ length: TURNS }, (_, turn) =>
    turn + 1 < TURNS ? [...said(turn), call(turn)] : said(turn),
  );
  const schema = { type: "object", properties: { city: { type: "string" } } };
  const weather = tool(answerTo, { name: TOOL, schema });
  const agent = createAgent({ model: new ReadyModel(turns), tools: [weather] });
  return async function* () {
    const stream = await agent.stream({ messages: [["user", QUESTION]] }, { streamMode: "messages" });
    for await (const [message] of stream) yield { text: message.type === "tool" ? "" : message.content };
  };
}
