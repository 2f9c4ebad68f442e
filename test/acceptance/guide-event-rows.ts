import { inspect } from "node:util";
import { CAUSED, COUNTRIES, HELLO, SKY, SO_FAR } from "../support/guide-tokens.ts";

const MODEL = "(ScriptedChatModel|ChatZhipuAI)";

const CHUNKS = CAUSED.flatMap(({ token, values }) => [
  `Chat model chunk: ${inspect(token)}\n`,
  ...values.map((value) => `Parser chunk: ${JSON.stringify(value)}\n`),
]);
/** What rows 14 and 18 print of the chunks, until a country is known by its name. */
const UNTIL_FRANCE = CHUNKS.slice(0, CHUNKS.indexOf('Parser chunk: {"countries":[{"name":"France"}]}\n') + 1).join("");

/** One event, as the console shows it. */
const shown = (event: string, data: string) =>
  `\\{\\n  event: '${event}',\\n  name: '${MODEL}',\\n  run_id: '[0-9a-f-]{36}',\\n` +
  `  parent_ids: \\[\\],\\n  tags: \\[\\],\\n  metadata: \\{\\},\\n  data: \\{\\s+${data}\\s+\\}\\n\\}\\n`;
const chunk = (content: string) => `chunk: AIMessageChunk \\{ content: '${content}', id: '[\\w-]+' \\}`;

/** One event, as a frame of a stream of bytes. */
const frame = (event: string, data: string) =>
  `event: data\\ndata: \\{"event":"${event}","name":"${MODEL}","run_id":"[0-9a-f-]{36}","parent_ids":\\[\\],"tags":\\[\\],"metadata":\\{\\},"data":\\{${data}\\}\\}\\n\\n`;
const message = (content: string) => `\\{"type":"ai","content":"${content}","id":"[\\w-]+"[^\\n]*\\}`;

/** The rows of the guide that are on events: what their programs print. */
export const EVENT_ROWS = [
  {
    row: "11",
    name: "11-watch-a-model",
    tokens: HELLO,
    prints: new RegExp(
      `^${shown("on_chat_model_start", "input: 'hello'")}` +
        `${shown("on_chat_model_stream", chunk("Hello"))}${shown("on_chat_model_stream", chunk("!"))}$`,
    ),
  },
  {
    row: "12",
    name: "12-how-it-ends",
    tokens: HELLO,
    // A live model says at the end, without text, why it has ended.
    prints: /^on_chat_model_stream \??\non_chat_model_end Hello! How can I assist you today\?\n$/,
  },
  {
    row: "13",
    name: "13-three-runs-start",
    tokens: COUNTRIES,
    prints: new RegExp(
      `^on_chain_start RunnableSequence \\[\\]\non_chat_model_start ${MODEL} \\[ 'seq:step:1' \\]\n` +
        "on_parser_start JsonOutputParser \\[ 'seq:step:2' \\]\n$",
    ),
  },
  { row: "14", name: "14-what-causes-what", tokens: COUNTRIES, prints: UNTIL_FRANCE },
  {
    row: "15",
    name: "15-filter-by-name",
    tokens: COUNTRIES,
    prints:
      "my_parser on_parser_start\n" +
      SO_FAR.map((value) => `my_parser ${JSON.stringify(value)}\n`).join("") +
      "my_parser on_parser_end\n",
  },
  {
    row: "16",
    name: "16-filter-by-type",
    tokens: SKY,
    prints: `on_chat_model_start\n${SKY.map((token) => `'${token}'\n`).join("")}on_chat_model_end\n`,
  },
  {
    row: "17",
    name: "17-filter-by-tag",
    tokens: SKY,
    prints: new RegExp(
      "^on_chain_start RunnableSequence \\[ 'my_chain' \\]\n" +
        `on_chat_model_start ${MODEL} \\[ 'seq:step:1', 'my_chain' \\]\n` +
        "on_parser_start StringOutputParser \\[ 'seq:step:2', 'my_chain' \\]\n$",
    ),
  },
  {
    row: "18",
    name: "18-nothing-is-hidden",
    tokens: COUNTRIES,
    asks: 2,
    prints: `[ 'France', 'Spain', 'Japan' ]\n${UNTIL_FRANCE}`,
  },
  {
    row: "23",
    name: "23-events-as-bytes",
    tokens: ["Hello", "!"],
    prints: new RegExp(
      `^${frame("on_chat_model_start", '"input":"hello"')}` +
        `${frame("on_chat_model_stream", `"chunk":${message("Hello")}`)}` +
        `${frame("on_chat_model_stream", `"chunk":${message("!")}`)}` +
        `(${frame("on_chat_model_stream", `"chunk":${message("")}`)})?` +
        `${frame("on_chat_model_end", `"output":${message("Hello!")},"input":"hello"`)}` +
        "event: end\\ndata: \\{\\}\\n\\n$",
    ),
  },
  {
    row: "e",
    name: "e-custom-events",
    prints:
      "on_chain_start\nprogress { page: 'a.html', done: 0, of: 2 }\nprogress { page: 'b.html', done: 1, of: 2 }\n" +
      "on_chain_stream\non_chain_end\n",
  },
  {
    row: "f",
    name: "f-errors-and-cancels",
    prints:
      "on_chat_model_error ScriptedChatModel: the line is dead\non_parser_error StringOutputParser: the line is dead\n" +
      "on_chain_error RunnableSequence: the line is dead\nthrown: the line is dead\n" +
      "on_chat_model_cancel ScriptedChatModel: that will do\non_parser_cancel StringOutputParser: that will do\n" +
      "on_chain_cancel RunnableSequence: that will do\nthrown: AbortError, since that will do\n",
  },
  { row: "p", name: "p-no-more-than-is-read", prints: "10 events read, 9 chunks made\n" },
] as const;
