import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative, sep } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DirectoryLoader, type DirectoryLoaderOptions } from "./directory.ts";
import { JSONLinesLoader } from "./json-lines.ts";
import { TextLoader } from "./text.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "runlet-directory-"));
  for (const path of ["b.txt", "a.TXT", "a/z.txt", "a/y.jsonl", "c.bin", "d/e/f.txt"]) {
    await mkdir(join(folder, path, ".."), { recursive: true });
    await writeFile(join(folder, path), '"1"\n"2"');
  }
});
afterEach(() => rm(folder, { recursive: true }));

const loaders = {
  ".txt": (path: string) => new TextLoader(path),
  ".jsonl": (path: string) => new JSONLinesLoader(path),
};
const load = async (
  options: DirectoryLoaderOptions = {},
  all: ConstructorParameters<typeof DirectoryLoader>[1] = loaders,
) => {
  const documents = await new DirectoryLoader(folder, all, options).load();
  return documents.map(({ metadata }) => relative(folder, metadata["source"] as string).replaceAll(sep, "/"));
};

describe("DirectoryLoader", () => {
  it("loads files by their extension, in the order of their names", async () => {
    expect(await load()).toEqual(["a/y.jsonl", "a/y.jsonl", "a/z.txt", "a.TXT", "b.txt", "d/e/f.txt"]);
    expect(await load({ recursive: false })).toEqual(["a.TXT", "b.txt"]);
    expect(await load({ filter: (path) => path !== "a" && path !== "d/e/f.txt" })).toEqual(["a.TXT", "b.txt"]);
    const rest = { ...loaders, "*": (path: string) => new TextLoader(path) };
    expect(await load({}, rest)).toContain("c.bin");
  });

  it("reads a file when it comes to it, and no further", async () => {
    const opened: string[] = [];
    const loader = new DirectoryLoader(folder, {
      ".txt": (path) => {
        opened.push(relative(folder, path));
        return new TextLoader(path);
      },
    });
    for await (const _ of loader) if (opened.length === 2) break;
    expect(opened).toEqual([join("a", "z.txt"), "a.TXT"]);
  });

  it.skipIf(process.platform === "win32")("follows links, each folder once", async () => {
    await symlink(folder, join(folder, "d", "loop"));
    await symlink(join(folder, "d", "self"), join(folder, "d", "self"));
    await symlink(join(folder, "nowhere.txt"), join(folder, "gone.txt"));
    await symlink(join(folder, "b.txt"), join(folder, "link.txt"));
    await symlink(join(folder, "a"), join(folder, "z"));
    expect(await load()).toEqual(["a/y.jsonl", "a/y.jsonl", "a/z.txt", "a.TXT", "b.txt", "d/e/f.txt", "link.txt"]);
  });

  it("says what is wrong", async () => {
    await expect(new DirectoryLoader(join(folder, "none"), loaders).load()).rejects.toMatchObject({
      code: "store",
      message: expect.stringContaining(`${join(folder, "none")} cannot be read: ENOENT`),
    });
    await expect(new DirectoryLoader(folder, loaders).load({ signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "aborted",
    });
    await writeFile(join(folder, "a", "bad.jsonl"), "{");
    await expect(load()).rejects.toMatchObject({
      code: "parse",
      message: expect.stringContaining("bad.jsonl: line 1"),
    });
    expect(() => new DirectoryLoader(folder, { txt: loaders[".txt"] })).toThrow('such as ".txt", and "txt" does not');
  });
});
