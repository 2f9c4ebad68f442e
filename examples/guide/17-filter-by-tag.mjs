import { StringOutputParser } from "runlet";
import { modelOr, SKY } from "./model.mjs";

const chain = modelOr(...SKY)
  .pipe(new StringOutputParser())
  .withConfig({ tags: ["my_chain"] });

const events = chain.streamEvents("what color is the sky?", { version: "v2", includeTags: ["my_chain"] });
for await (const { event, name, tags } of events) {
  if (event.endsWith("_start")) console.log(event, name, tags);
}
