import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { thrown } from "../../test/contract/ways.ts";
import { AIMessage } from "../messages/ai.ts";
import { ChatOpenAICompatible } from "../providers/openai-compatible/index.ts";
import { glmServer } from "../testing/glm-server/server.ts";
import { FileCache } from "./file-cache.ts";

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), "runlet-cache-"))));
afterEach(() => rm(folder, { recursive: true }));

const open = (directory = join(folder, "a", "b")) => new FileCache({ directory });
const MESSAGE = new AIMessage({
  content: "The sky.",
  id: "1",
  tool_calls: [{ name: "f", args: { a: 1 }, id: "c1" }],
  response_metadata: { finish_reason: "stop" },
});

describe("answers in files", () => {
  it("are given back, also to another process's object", async () => {
    expect(await open().lookup('["m","x"]')).toBe(undefined);
    await open().update('["m","x"]', MESSAGE);
    expect(await open().lookup('["m","x"]')).toEqual(MESSAGE);
    expect(await open().lookup('["m","y"]')).toBe(undefined);
  });

  it("can be read by a person, and by nobody else", async () => {
    const cache = open();
    await cache.update('["m",{"temperature":0}]', MESSAGE);
    const names = await readdir(cache.directory);
    expect(names).toEqual([expect.stringMatching(/^[0-9a-f]{64}\.json$/)]);
    const path = join(cache.directory, names[0]!);
    const text = await readFile(path, "utf8");
    expect(JSON.parse(text)).toEqual({ asked: ["m", { temperature: 0 }], message: MESSAGE.toJSON() });
    expect(text.split("\n").length).toBeGreaterThan(10);
    if (process.platform !== "win32") expect((await stat(path)).mode & 0o077).toBe(0);
  });

  it.each(["", "{", '{"asked": ["other"], "message": {"type": "ai", "content": "x"}}', '{"asked": ["m"]}', "null"])(
    "that say %j are none, and are written anew",
    async (text) => {
      const cache = open(folder);
      await cache.update('["m"]', MESSAGE);
      const [name] = await readdir(folder);
      await writeFile(join(folder, name!), text);
      expect(await cache.lookup('["m"]')).toBe(undefined);
      await cache.update('["m"]', MESSAGE);
      expect(await cache.lookup('["m"]')).toEqual(MESSAGE);
    },
  );

  it("are whole, however many write at once, and leave nothing else", async () => {
    const cache = open(folder);
    const long = new AIMessage("x".repeat(100_000));
    const writing = Array.from({ length: 20 }, () => cache.update('["m"]', long));
    const read = Array.from({ length: 20 }, () => cache.lookup('["m"]'));
    for (const message of await Promise.all(read)) if (message) expect(message.text.length).toBe(100_000);
    await Promise.all(writing);
    expect((await readdir(folder)).length).toBe(1);
  });

  it("are forgotten, and nothing else that is there", async () => {
    const cache = open(folder);
    await writeFile(join(folder, "notes.json"), "{}");
    await cache.update('["m"]', MESSAGE);
    await cache.clear();
    expect(await readdir(folder)).toEqual(["notes.json"]);
    await open(join(folder, "none")).clear();
  });

  it("fail with what the system says, and keep nothing of a write that failed", async () => {
    await writeFile(join(folder, "file"), "");
    const cache = open(join(folder, "file"));
    const store = { code: "store", phase: "store", message: expect.stringMatching(/could not be .*file/) };
    expect(await thrown(() => cache.update('["m"]', MESSAGE))).toMatchObject(store);
    expect(await thrown(() => cache.lookup('["m"]'))).toMatchObject(store);
    expect(await thrown(() => cache.clear())).toMatchObject(store);
  });
});

describe("a model over HTTP with answers in files", () => {
  const KEY = "sk-0123456789abcdef";

  it("asks once in two processes, and keeps no secret", async () => {
    await using server = await glmServer({ replies: [["The", " sky"]] });
    const model = () =>
      new ChatOpenAICompatible({
        model: "m",
        apiKey: KEY,
        baseURL: server.url,
        cache: open(),
        headers: { "x-token": KEY },
      });
    expect((await model().invoke(`Is ${KEY} a secret?`)).text).toBe("The sky");
    const again = await model().invoke(`Is ${KEY} a secret?`);
    expect(again.text).toBe("The sky");
    expect(again.response_metadata["cached"]).toBe(true);
    expect(server.requests.length).toBe(1);
    await model().invoke("x", { temperature: 1 });
    await model().invoke("x", { model: "n" });
    expect(server.requests.length).toBe(3);
    const kept = await Promise.all(
      (await readdir(open().directory)).map((name) => readFile(join(open().directory, name), "utf8")),
    );
    expect(kept.length).toBe(3);
    expect(kept.join()).toContain("temperature");
    expect(kept.join()).not.toContain(KEY);
  });
});
