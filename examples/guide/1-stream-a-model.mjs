import { modelOr, SKY } from "./model.mjs";

const model = modelOr(...SKY);

for await (const chunk of model.stream("what color is the sky?")) {
  // The last chunk of a live model has no text: it says why the answer ended, and what it cost.
  if (chunk.text) process.stdout.write(chunk.text + "|");
}
