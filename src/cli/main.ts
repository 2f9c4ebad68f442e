#!/usr/bin/env node
import { once } from "node:events";
import type { WriteStream } from "node:tty";
import { command } from "./command.ts";
import type { Screen } from "./line.ts";
import { standardInput } from "./standard-input.ts";

const controller = new AbortController();
let status: number | undefined;

/** Ends the run, and says by the exit status why. */
function end(code: number): void {
  status ??= code;
  controller.abort();
}

process.once("SIGINT", () => end(130));
process.once("SIGTERM", () => end(143));
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // Whoever read the output has gone, as `head` does: there is nobody to tell.
  if (error.code === "EPIPE") return end(141);
  process.stderr.write(`runlet: cannot write the answer: ${error.message}\n`);
  end(1);
});

/** A terminal as it is while it is written to: its window may change. */
function screenOf(terminal: WriteStream): Screen {
  return {
    // Some terminals do not say how wide they are.
    get columns() {
      return terminal.columns || 80;
    },
    colors: !process.env["NO_COLOR"] && terminal.hasColors(),
  };
}

const { signal } = controller;
const err = (text: string) => void process.stderr.write(text);
const code = await command(process.argv.slice(2), {
  env: process.env,
  terminal: process.stdout.isTTY ? screenOf(process.stdout) : undefined,
  signal,
  input: (wanted) => standardInput({ signal, wanted, say: (line) => err(`runlet: ${line}\n`) }),
  async out(text) {
    if (!process.stdout.write(text)) await once(process.stdout, "drain", { signal });
  },
  err,
});
process.exitCode = status ?? code;
