import { RunnableLambda } from "../../dist/index.js";
import { count, trim, words } from "./work.mjs";

const chain = RunnableLambda.from(trim).pipe(words).pipe(count);

export function batch() {
  return (inputs) => chain.batch(inputs);
}

/** Each input invoked by itself, all at once. */
export function invoke() {
  return (inputs) => Promise.all(inputs.map((input) => chain.invoke(input)));
}

export function asCompleted() {
  return async (inputs) => {
    const outputs = [];
    for await (const [index, output] of chain.batchAsCompleted(inputs, { maxConcurrency: 16 })) outputs[index] = output;
    return outputs;
  };
}
