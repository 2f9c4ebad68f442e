import { count, trim, words } from "./work.mjs";

/** The floor: an async function that calls the three, for all inputs at once. */
export function bare() {
  const invoke = async (text) => count(words(trim(text)));
  return (inputs) => Promise.all(inputs.map(invoke));
}

/** The same, each step awaited. */
export function awaited() {
  const invoke = async (text) => count(await words(await trim(text)));
  return (inputs) => Promise.all(inputs.map(invoke));
}
