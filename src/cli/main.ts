#!/usr/bin/env node
import { once } from "node:events";
import { command } from "./command.ts";

const controller = new AbortController();
process.once("SIGINT", () => controller.abort());
process.once("SIGTERM", () => controller.abort());
// Whoever read the output has gone, as `head` does: there is nobody to answer any more.
process.stdout.on("error", () => controller.abort());

process.exitCode = await command(process.argv.slice(2), {
  env: process.env,
  terminal: process.stdout.isTTY,
  signal: controller.signal,
  async out(text) {
    if (!process.stdout.write(text)) await once(process.stdout, "drain", { signal: controller.signal });
  },
  err: (text) => process.stderr.write(text),
});
