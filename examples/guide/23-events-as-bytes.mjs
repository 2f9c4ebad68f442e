import { modelOr } from "./model.mjs";

const model = modelOr("Hello", "!");
const bytes = model.streamEvents("hello", { version: "v2", encoding: "text/event-stream" });

const response = new Response(bytes, { headers: { "content-type": "text/event-stream" } });
process.stdout.write(await response.text());
