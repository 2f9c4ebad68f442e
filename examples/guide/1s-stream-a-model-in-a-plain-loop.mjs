import { modelOr, SKY } from "./model.mjs";

// Nothing in a scripted model has to wait. For a live one, a thread fetches, and this one blocks until there is a chunk.
const model = modelOr(...SKY);

for (const chunk of model.streamSync("what color is the sky?")) {
  if (chunk.text) process.stdout.write(chunk.text + "|");
}
