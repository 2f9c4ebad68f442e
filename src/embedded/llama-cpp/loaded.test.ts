import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ChatLlamaCpp } from "./chat-model.ts";
import { threadsFor } from "./loaded.ts";
import { loadPeer } from "./peer.ts";

it("leaves a core to the program", () => {
  expect([1, 2, 3, 8].map(threadsFor)).toEqual([1, 1, 2, 7]);
});

it("says what to install where the peer is missing", async () => {
  const message = expect.stringContaining("npm install node-llama-cpp");
  await expect(loadPeer("node-llama-cpp-that-is-missing")).rejects.toMatchObject({ code: "config", message });
});

it("is a config error where the file is not there, or no GGUF", async () => {
  const folder = mkdtempSync(join(tmpdir(), "runlet-gguf-"));
  const at = (name: string) => new ChatLlamaCpp({ modelPath: join(folder, name) }).invoke("hi");
  for (const [name, bytes] of [
    ["html.gguf", "<html>"],
    ["empty.gguf", ""],
  ] as const) {
    writeFileSync(join(folder, name), bytes);
    await expect(at(name)).rejects.toMatchObject({
      code: "config",
      message: expect.stringContaining("is no GGUF file"),
    });
  }
  await expect(at("missing.gguf")).rejects.toMatchObject({
    code: "config",
    message: expect.stringContaining("no such file"),
  });
  await expect(at(".")).rejects.toMatchObject({ code: "config", message: expect.stringContaining("EISDIR") });
  rmSync(folder, { recursive: true });
});
