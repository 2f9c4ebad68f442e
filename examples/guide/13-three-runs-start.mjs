import { JsonOutputParser } from "runlet";
import { ASK_COUNTRIES, COUNTRIES, modelOr } from "./model.mjs";

const chain = modelOr(...COUNTRIES).pipe(new JsonOutputParser());

for await (const { event, name, tags } of chain.streamEvents(ASK_COUNTRIES, { version: "v2" })) {
  if (event.endsWith("_start")) console.log(event, name, tags);
}
