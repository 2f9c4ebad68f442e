import { concatMessages } from "runlet";
import { modelOr, SKY } from "./model.mjs";

const chunks = [];
for await (const chunk of modelOr(...SKY).stream("what color is the sky?")) chunks.push(chunk);

const sum = chunks[0].concat(chunks[1]).concat(chunks[2]).concat(chunks[3]).concat(chunks[4]);
console.log(sum.text);

const same = concatMessages(chunks.slice(0, 5));
console.log(same.text === sum.text && same.id === chunks[0].id);
