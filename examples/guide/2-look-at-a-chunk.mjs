import { modelOr, SKY } from "./model.mjs";

const chunks = [];
for await (const chunk of modelOr(...SKY).stream("what color is the sky?")) chunks.push(chunk);

console.log(chunks[0]);
console.log(
  "all of one call:",
  chunks.every((chunk) => chunk.id === chunks[0].id),
);
