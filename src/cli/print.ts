import type { Screen } from "./line.ts";
import type { Surroundings } from "./surroundings.ts";

/** Prints an answer as it comes, each piece with a mark behind it. */
export async function printAnswer(answer: AsyncIterable<string>, mark: string, at: Surroundings): Promise<void> {
  let begun = false;
  try {
    for await (const text of answer) {
      begun = true;
      await at.out(text + mark);
    }
  } catch (error) {
    // Of an interrupt too, a terminal begins a new line.
    if (begun && (at.terminal || !at.signal.aborted)) await at.out("\n");
    throw error;
  }
  await at.out("\n");
}

/** Prints what is told of a run, item by item: in a terminal to be read, else each as a line of JSON. */
export async function printTold<T>(
  told: AsyncIterable<T>,
  readable: (item: T, seconds: number, screen: Screen) => string,
  at: Surroundings,
): Promise<void> {
  const start = performance.now();
  for await (const item of told) {
    const { terminal } = at;
    await at.out(terminal ? readable(item, (performance.now() - start) / 1000, terminal) : `${JSON.stringify(item)}\n`);
  }
}
