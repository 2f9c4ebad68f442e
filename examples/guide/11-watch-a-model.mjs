import { HELLO, modelOr } from "./model.mjs";

const events = [];
for await (const event of modelOr(...HELLO).streamEvents("hello", { version: "v2" })) events.push(event);

for (const event of events.slice(0, 3)) console.log(event);
