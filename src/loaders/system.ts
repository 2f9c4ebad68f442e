import { RunletError } from "../errors/error.ts";

/** A module of the platform for files, without which `name` cannot be read. */
export function system<M>(module: "node:fs" | "node:fs/promises" | "node:path", name: string): M {
  const host = (globalThis as { process?: { getBuiltinModule?(name: string): unknown } }).process;
  const found = host?.getBuiltinModule?.(module);
  if (found) return found as M;
  throw new RunletError("config", `${name} cannot be read: this runtime has no files. Give a Blob or a Response.`);
}
