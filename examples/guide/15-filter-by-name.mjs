import { JsonOutputParser } from "runlet";
import { ASK_COUNTRIES, COUNTRIES, modelOr } from "./model.mjs";

const chain = modelOr(...COUNTRIES)
  .withConfig({ runName: "my_model" })
  .pipe(new JsonOutputParser().withConfig({ runName: "my_parser" }));

const events = chain.streamEvents(ASK_COUNTRIES, { version: "v2", includeNames: ["my_parser"] });
for await (const { event, name, data } of events) {
  console.log(name, event === "on_parser_stream" ? JSON.stringify(data.chunk) : event);
}
