import { AIMessageChunk, ChatModel, createAgent, tool } from "../../dist/index.js";
import { messageJoin } from "../../dist/messages/gather.js";
import { answerTo, argumentsOf, QUESTION, tokens, TOOL, TURNS } from "./turns.mjs";

/** A model that hands over chunks which were made before. */
class ReadyModel extends ChatModel {
  name = "ReadyModel";
  "~alone" = true;
  #turns;
  #at = 0;

  constructor(turns) {
    super();
    this.#turns = turns;
  }

  reply() {
    return { kind: "sync", iterator: this.#turns[this.#at++ % TURNS].values(), join: messageJoin };
  }
}

export function turnsOf(count) {
  const said = tokens(count).map((content) => new AIMessageChunk({ content, id: "run-1" }));
  const call = (turn) =>
    new AIMessageChunk({
      content: "",
      id: "run-1",
      tool_call_chunks: [
        { type: "tool_call_chunk", index: 0, id: `call_${turn}`, name: TOOL, args: argumentsOf(turn) },
      ],
    });
  return Array.from({ length: TURNS }, (_, turn) => (turn + 1 < TURNS ? [...said, call(turn)] : said));
}

export function runlet({ count }) {
  const schema = { type: "object", properties: { city: { type: "string" } } };
  const weather = tool(answerTo, { name: TOOL, schema });
  const agent = createAgent({ model: new ReadyModel(turnsOf(count)), tools: [weather] });
  return () => agent.stream(QUESTION);
}

/** The model alone, asked as often. */
export function model({ count }) {
  const ready = new ReadyModel(turnsOf(count));
  return async function* () {
    for (let turn = 0; turn < TURNS; turn++) yield* ready.stream(QUESTION);
  };
}
