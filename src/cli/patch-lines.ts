import type { RunLogPatch } from "../runs/run-log-patch.ts";
import { line, secondsCell, type Screen } from "./line.ts";
import { valueText } from "./value-text.ts";

const OP_COLUMNS = 7;
/** What the longest path of a step of the command has: that of its chunks as text. */
const PATH_COLUMNS = 34;

/** A patch of a run's log as lines to read, one for each operation: when it came, what it does, where, and the value. */
export function patchLines({ ops }: RunLogPatch, seconds: number, screen: Screen): string {
  return ops
    .map(({ op, path, value }) =>
      line(
        [secondsCell(seconds), [op, op === "add" ? "green" : "cyan", OP_COLUMNS], [path || '""', "bold", PATH_COLUMNS]],
        valueText(value),
        screen,
      ),
    )
    .join("");
}
