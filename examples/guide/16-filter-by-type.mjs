import { StringOutputParser } from "runlet";
import { modelOr, SKY } from "./model.mjs";

const chain = modelOr(...SKY).pipe(new StringOutputParser());

const events = chain.streamEvents("what color is the sky?", { version: "v2", includeTypes: ["chat_model"] });
for await (const { event, data } of events) {
  if (event !== "on_chat_model_stream") console.log(event);
  else if (data.chunk.text) console.log("%o", data.chunk.text);
}
