import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { statSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import { FileChatMessageHistory } from "../../src/node/file-chat-message-history.ts";
import { cases } from "../support/runs.ts";

const WRITER = fileURLToPath(new URL("writer.mjs", import.meta.url));
const KILLS = cases(4, 24, 200);
/** Of a size that takes a while to write. */
const SIZE = 500_000;

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "runlet-crash-"));
  path = join(folder, "a.jsonl");
});
afterEach(() => rm(folder, { recursive: true }));

/** What a writer says: the numbers of the turns that are kept. `heard` is called with each. */
async function linesOf(writer: ChildProcess, heard: (line: string) => void = () => {}): Promise<string[]> {
  const lines: string[] = [];
  const ended = once(writer, "close");
  for await (const line of createInterface({ input: writer.stdout! })) {
    lines.push(line);
    heard(line);
  }
  await ended;
  return lines;
}

function write(first: number, size: number): ChildProcess {
  return spawn(process.execPath, [WRITER, path, `${first}`, `${size}`], { stdio: ["ignore", "pipe", "inherit"] });
}

/** The numbers of the turns that are in the file, each of which is whole. */
async function kept(size: number): Promise<number[]> {
  const messages = await new FileChatMessageHistory({ path }).getMessages();
  return messages.flatMap((message, at) => {
    if (at % 2 === 0) return [Number(message.text)];
    const turn = Number(messages[at - 1]!.text);
    expect(message.text === `${turn % 10}`.repeat(size)).toBe(true);
    return [];
  });
}

it(
  "has all turns that were kept, and nothing half, whenever the writer is killed",
  { timeout: 1_800_000 },
  async () => {
    for (let kill = 0, last = 0; kill < KILLS; kill++) {
      const writer = write(last + 1, SIZE);
      let left = 1 + Math.floor(Math.random() * 2);
      const said = await linesOf(writer, () => {
        if (--left > 0) return;
        // Half of them while the next turn is being written: that is when a file grows.
        if (kill % 2 === 0) awaitGrowth();
        writer.kill("SIGKILL");
      });
      const turns = await kept(SIZE);
      last = turns.at(-1)!;
      expect(turns).toEqual(Array.from({ length: last }, (_, at) => at + 1));
      expect([0, 1]).toContain(last - Number(said.at(-1)));
      if (kill % 6 !== 5) continue;
      await rm(path);
      last = 0;
    }
  },
);

function awaitGrowth(): void {
  const { size } = statSync(path);
  for (let looks = 0; looks < 100_000 && statSync(path).size === size; looks++);
}

it("has all turns of several processes, none in another", async () => {
  const writers = [1, 1001, 2001].map((first) => write(first, 100_000));
  const said = await Promise.all(
    writers.map((writer) => {
      let left = 20;
      return linesOf(writer, () => --left === 0 && writer.kill("SIGKILL"));
    }),
  );
  const turns = await kept(100_000);
  for (const [at, lines] of said.entries()) {
    const own = turns.filter((turn) => Math.floor(turn / 1000) === at);
    expect(own.slice(0, lines.length)).toEqual(lines.map(Number));
    expect(own.length - lines.length).toBeLessThanOrEqual(1);
  }
});

it.skipIf(process.platform === "win32")("says that a turn is only partly written, and goes on behind it", async () => {
  // In units of 512 or of 1,024 bytes, as the shell likes: either is more than one turn and less than ten.
  const shell = `ulimit -f 300; exec "$0" "$@"`;
  const args = ["-c", shell, process.execPath, WRITER, path, "1", "40000"];
  const said = await linesOf(spawn("/bin/sh", args, { stdio: ["ignore", "pipe", "inherit"] }));
  expect(said.at(-1)).toMatch(/^store only \d+ of 40\d+ bytes could be written/);
  const whole = said.slice(0, -1).map(Number);
  expect(whole.length).toBeGreaterThan(0);
  expect(await kept(40_000)).toEqual(whole);
  expect((await readFile(path)).length).toBeGreaterThan(whole.length * 40_000 + 20_000);

  const writer = write(10, 40_000);
  await linesOf(writer, () => writer.kill("SIGKILL"));
  expect((await kept(40_000)).slice(0, whole.length + 1)).toEqual([...whole, 10]);
});
