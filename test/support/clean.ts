import { afterEach, beforeEach } from "vitest";
import { Watch } from "./watch.ts";

// A test that passes but leaves something behind fails: see the traces that are watched for.
let watch: Watch | undefined;

beforeEach(() => {
  watch = new Watch();
});

afterEach(async () => {
  const traces = (await watch?.end()) ?? [];
  watch = undefined;
  if (traces.length > 0) throw new Error(`The test left traces:\n${traces.map((trace) => `- ${trace}`).join("\n")}`);
});
