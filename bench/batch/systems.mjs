import { WORDS } from "./work.mjs";

const runlet = async (way) => (await import("./runlet.mjs"))[way]();
const langchain = async (way) => (await import("./langchain.mjs"))[way]();

/** What is measured, each loaded only where it is: gives what runs the three steps for each of the inputs. */
export const SYSTEMS = {
  bare: async () => (await import("./bare.mjs")).bare(),
  awaited: async () => (await import("./bare.mjs")).awaited(),
  batch: () => runlet("batch"),
  invoke: () => runlet("invoke"),
  asCompleted: () => runlet("asCompleted"),
  "langchain.batch": () => langchain("batch"),
  "langchain.invoke": () => langchain("invoke"),
};

/** Runs it, and refuses outputs that are wrong. */
export async function runChecked(run, inputs) {
  const outputs = await run(inputs);
  if (outputs.length !== inputs.length || outputs.some((output) => output !== WORDS))
    throw new Error("An output is missing or wrong.");
}
