import { appendFileSync, closeSync, existsSync, fstatSync, openSync, readSync } from "node:fs";
import { resolve } from "node:path";
import { readTakes, type Asked, type TapeEvent } from "./tape.ts";

const writers = new Map<string, TapeWriter>();

/** Writes a file of takes, each line as soon as it is known: what a program has seen is there when it looks. */
export class TapeWriter {
  private readonly file: string;
  private begun: number;

  private constructor(file: string) {
    this.file = file;
    this.begun = existsSync(file) ? readTakes(file).length : 0;
  }

  /** The one writer of a file, so that takes are counted together. */
  static of(file: string): TapeWriter {
    const path = resolve(file);
    const known = writers.get(path);
    // One that was deleted begins anew.
    if (known && existsSync(path)) return known;
    const writer = new TapeWriter(path);
    writers.set(path, writer);
    return writer;
  }

  /** Begins a take. Gives what notes a further line of it. */
  begin(asked: Asked): (event: TapeEvent) => void {
    const number = ++this.begun;
    // An editor may have saved it without.
    if (!endsItsLine(this.file)) appendFileSync(this.file, "\n");
    this.write(asked);
    return (event) => this.write(number === this.begun ? event : { of: number, ...event });
  }

  private write(line: object): void {
    appendFileSync(this.file, `${JSON.stringify(line)}\n`);
  }
}

function endsItsLine(file: string): boolean {
  if (!existsSync(file)) return true;
  const opened = openSync(file, "r");
  try {
    const { size } = fstatSync(opened);
    const last = Buffer.alloc(1);
    return size === 0 || (readSync(opened, last, 0, 1, size - 1) === 1 && last.toString() === "\n");
  } finally {
    closeSync(opened);
  }
}
