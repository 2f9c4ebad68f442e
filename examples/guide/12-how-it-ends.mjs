import { HELLO, modelOr } from "./model.mjs";

const events = [];
for await (const event of modelOr(...HELLO).streamEvents("hello", { version: "v2" })) events.push(event);

for (const { event, data } of events.slice(-2)) {
  console.log(event, event === "on_chat_model_end" ? data.output.text : data.chunk.text);
}
