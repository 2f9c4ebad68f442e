import { RunnableLambda } from "@langchain/core/runnables";
import { count, trim, words } from "./work.mjs";

const chain = RunnableLambda.from(trim).pipe(words).pipe(count);

export function batch() {
  return (inputs) => chain.batch(inputs);
}

/** Each input invoked by itself, all at once. */
export function invoke() {
  return (inputs) => Promise.all(inputs.map((input) => chain.invoke(input)));
}
