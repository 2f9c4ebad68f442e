import { RunletError } from "../../errors/error.ts";

/** The error for what cannot be said in the AI SDK's terms. */
export function noForm(what: string): RunletError {
  return new RunletError("config", `The AI SDK has no form for ${what}.`, { phase: "config" });
}
