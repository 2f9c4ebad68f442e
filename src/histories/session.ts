import { RunletError } from "../errors/error.ts";
import type { StepConfig } from "../runs/config.ts";

/**
 * The id of the session that a run is of.
 *
 * @throws `config` where its config has none
 */
export function sessionOf({ configurable }: StepConfig): string {
  const { sessionId } = configurable;
  if (typeof sessionId === "string" && sessionId !== "") return sessionId;
  throw new RunletError(
    "config",
    'A run with a message history needs the id of its session: give { configurable: { sessionId: "…" } } in its config.',
  );
}
