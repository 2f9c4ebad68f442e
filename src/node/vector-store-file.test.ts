import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { thrown } from "../../test/contract/ways.ts";
import { HashEmbeddings } from "../embeddings/hash.ts";
import { InMemoryVectorStore } from "../vectorstores/in-memory.ts";
import { loadVectorStore, saveVectorStore } from "./vector-store-file.ts";

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), "runlet-vectors-"))));
afterEach(() => rm(folder, { recursive: true }));

const embeddings = new HashEmbeddings();
const store = () => InMemoryVectorStore.fromTexts(["the sky", "a parrot"], [], embeddings);

describe("a vector store in a file", () => {
  it("is read again, and is for nobody else", async () => {
    const path = join(folder, "a", "b", "documents.vectors");
    await saveVectorStore(await store(), path);
    await saveVectorStore(await store(), path);
    const read = await loadVectorStore(path, embeddings);
    expect((await read.similaritySearch("parrots", 1))[0]!.pageContent).toBe("a parrot");
    expect(await readdir(join(folder, "a", "b"))).toEqual(["documents.vectors"]);
    if (process.platform !== "win32") expect((await stat(path)).mode & 0o077).toBe(0);
  });

  it("that is not there, or is none, is a store error", async () => {
    const path = join(folder, "x");
    expect(await thrown(() => loadVectorStore(path, embeddings))).toMatchObject({
      code: "store",
      cause: { code: "ENOENT" },
    });
    await writeFile(path, "hello");
    expect(await thrown(() => loadVectorStore(path, embeddings))).toMatchObject({ code: "store" });
  });

  it("that cannot be written leaves nothing behind", async () => {
    const error = await thrown(async () => saveVectorStore(await store(), folder));
    expect(error).toMatchObject({ code: "store" });
    expect(await readdir(folder)).toEqual([]);
  });
});
