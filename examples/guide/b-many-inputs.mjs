import { RunnableLambda } from "runlet";

const square = RunnableLambda.from(async (number) => {
  if (number === 3) throw new Error("no threes");
  await new Promise((resolve) => setTimeout(resolve, 20 * number));
  return number * number;
});

// In the order of the inputs, two at a time. One that fails leaves the others alone.
const outputs = await square.batch([4, 3, 1], { maxConcurrency: 2 }, { returnExceptions: true });
console.log(outputs.map((output) => (output instanceof Error ? output.message : output)));

// In the order in which they are complete.
for await (const [index, output] of square.batchAsCompleted([5, 1, 2])) console.log(index, output);
