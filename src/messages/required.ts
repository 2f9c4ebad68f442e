import { RunletError } from "../errors/error.ts";

/** `value`, or a `config` error that says which field a message of this kind cannot be without. */
export function required(kind: string, field: string, value: string | undefined): string {
  if (typeof value === "string") return value;
  throw new RunletError("config", `A ${kind} message needs a string as its \`${field}\`.`, {
    phase: "config",
  });
}
