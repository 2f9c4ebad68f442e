import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isRunletError } from "../errors/error.ts";
import { AIMessage } from "../messages/ai.ts";
import { HumanMessage } from "../messages/human.ts";
import type { BaseMessage } from "../messages/message.ts";
import { SystemMessage } from "../messages/system.ts";
import { ToolMessage } from "../messages/tool.ts";
import { FileChatMessageHistory } from "./file-chat-message-history.ts";

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), "runlet-history-"))));
afterEach(() => rm(folder, { recursive: true }));

const open = (path = join(folder, "a.jsonl")) => new FileChatMessageHistory({ path });
const turn = (of: unknown): BaseMessage[] => [
  new HumanMessage(`question ${of} ⏎ é\n😀`),
  new AIMessage(`answer ${of}`),
];
const told = (error: unknown) => isRunletError(error, "store") && error.phase === "store";

describe("a conversation in a file", () => {
  it("gives back what was added, also in another process's object", async () => {
    const messages = [
      new SystemMessage("be brief"),
      ...turn(1),
      new AIMessage({ content: [{ type: "text", text: "x" }], tool_calls: [{ name: "f", args: { a: 1 }, id: "c1" }] }),
      new ToolMessage({ content: "1", tool_call_id: "c1" }),
    ];
    await open().addMessages(messages);
    await open().addAIMessage("bye");
    expect(await open().getMessages()).toEqual([...messages, new AIMessage("bye")]);
  });

  it("is empty before the first turn, which makes its folder", async () => {
    const history = new FileChatMessageHistory({ directory: join(folder, "x", "y"), sessionId: "../Ann" });
    expect(await history.getMessages()).toEqual([]);
    await history.addMessages([]);
    expect(await readdir(folder)).toEqual([]);
    await history.addUserMessage("hi");
    expect(await readdir(join(folder, "x", "y"))).toEqual(["%2e%2e%2f%41nn.jsonl"]);
    expect(((await stat(history.path)).mode & 0o077).toString(8)).toBe("0");
  });

  it("forgets", async () => {
    const history = open();
    await history.clear();
    await history.addUserMessage("hi");
    await history.clear();
    expect(await history.getMessages()).toEqual([]);
    await history.addUserMessage("ho");
    expect(await history.getMessages()).toEqual([new HumanMessage("ho")]);
  });

  it("does what it is asked in that order, also where nobody waits", async () => {
    const turns = Array.from({ length: 50 }, (_, at) => turn(at));
    const added = turns.map((messages) => open().addMessages(messages));
    expect(await open().getMessages()).toEqual(turns.flat());
    await Promise.all(added);
  });

  it("refuses at once what it could not read again", async () => {
    const deep = JSON.parse(`${"[".repeat(2000)}${"]".repeat(2000)}`) as unknown;
    for (const value of [1n, deep]) {
      const message = new AIMessage({ content: "x", response_metadata: { value } });
      await expect(open().addMessages([message])).rejects.toSatisfy((error) => !told(error) && isRunletError(error));
    }
    expect(await open().getMessages()).toEqual([]);
  });

  it("says what is no conversation", async () => {
    for (const text of ['{"name":"runlet"}', "hello", "[1]", '\n{"messages":[{"type":"?"}]}']) {
      await writeFile(open().path, text);
      await expect(open().getMessages()).rejects.toSatisfy(told);
      await expect(open().getMessages()).rejects.toThrow(/a\.jsonl could not be read: line \d is no turn[^]*[^.]\.$/);
    }
  });
});

describe("what was cut off", () => {
  it("is not there, and takes nothing with it, wherever it was cut", async () => {
    const turns = [turn(1), turn(2), turn(3)];
    const ends: number[] = [];
    for (const messages of turns) {
      await open().addMessages(messages);
      ends.push((await stat(open().path)).size);
    }
    const bytes = await readFile(open().path);
    for (let length = 0; length <= bytes.length; length++) {
      await writeFile(open().path, bytes.subarray(0, length));
      const whole = turns.slice(0, ends.filter((end) => end - 1 <= length).length);
      expect(await open().getMessages()).toEqual(whole.flat());
      await open().addMessages(turn("after"));
      expect(await open().getMessages()).toEqual([...whole, turn("after")].flat());
    }
  });

  it("may be zeros, where the power went", async () => {
    await open().addMessages(turn(1));
    const { size } = await stat(open().path);
    await open().addMessages(turn(2));
    const end = (await stat(open().path)).size;
    for (let length = size; length < end; length++) {
      await truncate(open().path, length);
      await truncate(open().path, end);
      expect(await open().getMessages()).toEqual(turn(1));
    }
  });
});

describe("what the system refuses", () => {
  it("is told, with what it says", async () => {
    await writeFile(join(folder, "file"), "");
    const history = open(join(folder, "file", "a.jsonl"));
    for (const work of [() => history.getMessages(), () => history.addUserMessage("hi")]) {
      await expect(work()).rejects.toSatisfy(told);
      await expect(work()).rejects.toMatchObject({ cause: { code: "ENOTDIR" } });
    }
  });

  it.skipIf(!existsSync("/dev/full"))("is a full disk, too", async () => {
    await expect(open("/dev/full").addUserMessage("hi")).rejects.toMatchObject({ cause: { code: "ENOSPC" } });
  });
});
