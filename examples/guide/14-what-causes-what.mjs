import { JsonOutputParser } from "runlet";
import { ASK_COUNTRIES, COUNTRIES, modelOr } from "./model.mjs";

const chain = modelOr(...COUNTRIES).pipe(new JsonOutputParser());

for await (const event of chain.streamEvents(ASK_COUNTRIES, { version: "v2" })) {
  if (event.event === "on_chat_model_stream") console.log("Chat model chunk: %o", event.data.chunk.text);
  if (event.event === "on_parser_stream") {
    console.log("Parser chunk:", JSON.stringify(event.data.chunk));
    // That will do: to leave the loop ends the run.
    if (event.data.chunk.countries?.[0]?.name) break;
  }
}
