import { modelOr, THOUGHTFUL_SKY } from "./model.mjs";

const message = modelOr(...THOUGHTFUL_SKY).streamMessage("what color is the sky?");

for await (const text of message.text) process.stdout.write(text + "|");

console.log("\nit thought:", await message.reasoning);
console.log("it cost:", await message.usage);
