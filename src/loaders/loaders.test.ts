import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { thrown } from "../../test/contract/ways.ts";
import { Document } from "../retrievers/document.ts";
import { RecursiveCharacterTextSplitter } from "../splitters/recursive-character.ts";
import { JSONLoader } from "./json.ts";
import { JSONLinesLoader } from "./json-lines.ts";
import { BaseDocumentLoader } from "./loader.ts";
import { TextLoader } from "./text.ts";

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), "runlet-loaders-"))));
afterEach(() => rm(folder, { recursive: true }));

const file = (content: BlobPart, name = "a.txt") => new File([content], name);
const written = async (content: string | Uint8Array, name = "a.txt") => {
  await writeFile(join(folder, name), content);
  return join(folder, name);
};
const contentsOf = (documents: readonly Document[]) => documents.map(({ pageContent }) => pageContent);

/** A blob that says how much of it was read, and whether it was let go of. */
function counted(pieces: Iterable<string>) {
  const seen = { pieces: 0, cancelled: false };
  const iterator = pieces[Symbol.iterator]();
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      pull(controller) {
        const next = iterator.next();
        if (next.done) return controller.close();
        seen.pieces++;
        controller.enqueue(new TextEncoder().encode(next.value));
      },
      cancel: () => void (seen.cancelled = true),
    },
    { highWaterMark: 0 },
  );
  return { response: new Response(body), seen };
}

describe("TextLoader", () => {
  it("reads a file, by path or address, a blob, a response", async () => {
    const path = await written("héllo\n");
    expect(await new TextLoader(path).load()).toEqual([
      new Document({ pageContent: "héllo\n", metadata: { source: path } }),
    ]);
    const url = pathToFileURL(path);
    expect(await new TextLoader(url).load()).toEqual([
      new Document({ pageContent: "héllo\n", metadata: { source: url.href } }),
    ]);
    expect((await new TextLoader(file("text", "b.txt")).load())[0]!.metadata).toEqual({ source: "b.txt" });
    expect(contentsOf(await new TextLoader(new Response("said")).load())).toEqual(["said"]);
    expect(contentsOf(await new TextLoader(new URL("data:text/plain,from%20a%20link")).load())).toEqual([
      "from a link",
    ]);
    expect(contentsOf(await new TextLoader(file("")).load())).toEqual([""]);
  });

  it("reads from the network, and says what the server answers", async () => {
    const server = createServer((request, response) => {
      if (request.url === "/a") response.end("over the wire");
      else response.writeHead(404).end("<h1>Not here</h1>");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const base = `http://user:secret@127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      await expect(new TextLoader(new URL(`${base}/a`)).load()).rejects.toMatchObject({
        code: "config",
        message: expect.not.stringContaining("secret"),
      });
      const open = base.replace("user:secret@", "");
      const [document] = await new TextLoader(new URL(`${open}/a`)).load();
      expect(document).toEqual(new Document({ pageContent: "over the wire", metadata: { source: `${open}/a` } }));
      await expect(new TextLoader(new URL(`${open}/b`)).load()).rejects.toMatchObject({
        code: "store",
        status: 404,
        message: `${open}/b cannot be read: the server answers with status 404.`,
      });
      await expect(new TextLoader(await fetch(`${open}/b`)).load()).rejects.toMatchObject({ status: 404 });
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  it("knows encodings: by a mark, by what the response says, by what it is told", async () => {
    const utf16 = Uint8Array.from([0xff, 0xfe, 0x68, 0, 0xe9, 0]);
    const latin = Uint8Array.from([0x68, 0xe9]);
    const typed = new Response(latin, { headers: { "content-type": 'text/plain; charset="ISO-8859-1"' } });
    expect(contentsOf(await new TextLoader(file(utf16)).load())).toEqual(["hé"]);
    expect(contentsOf(await new TextLoader(file("\ufeffhé")).load())).toEqual(["hé"]);
    expect(contentsOf(await new TextLoader(typed).load())).toEqual(["hé"]);
    expect(contentsOf(await new TextLoader(file(latin), { encoding: "windows-1252" }).load())).toEqual(["hé"]);
    await expect(new TextLoader(file(latin)).load()).rejects.toMatchObject({
      code: "parse",
      message: "a.txt is not in the encoding utf-8; give the `encoding` that it is in.",
    });
    // A character that is cut off at the end.
    await expect(new TextLoader(file(Uint8Array.from([0x68, 0xc3]))).load()).rejects.toMatchObject({ code: "parse" });
    await expect(new TextLoader(file("a"), { encoding: "klingon" }).load()).rejects.toMatchObject({ code: "config" });
  });

  it("says what cannot be read, and why", async () => {
    const path = join(folder, "none.txt");
    const error = await thrown(() => new TextLoader(path).load());
    expect(error).toMatchObject({ code: "store", cause: { code: "ENOENT" } });
    expect((error as Error).message).toContain(`${path} cannot be read: ENOENT`);
    const response = new Response("once");
    await new TextLoader(response).load();
    await expect(new TextLoader(response).load()).rejects.toMatchObject({ code: "config" });
  });

  it("ends when it is not wanted any more", async () => {
    const stopped = AbortSignal.abort(new Error("enough"));
    await expect(new TextLoader(await written("a")).load({ signal: stopped })).rejects.toMatchObject({
      code: "aborted",
      name: "AbortError",
      cause: { message: "enough" },
    });
    const controller = new AbortController();
    const { response, seen } = counted(
      (function* () {
        yield "a";
        controller.abort();
        yield "b";
        yield "c";
      })(),
    );
    const loading = new TextLoader(response).load({ signal: controller.signal });
    await expect(loading).rejects.toMatchObject({ code: "aborted" });
    expect(seen.cancelled).toBe(true);
  });
});

describe("JSONLoader", () => {
  const articles = {
    count: 2,
    articles: [
      { body: "one", title: "A", n: 1 },
      { body: { deep: [1] }, id: 7 },
    ],
  };
  const json = JSON.stringify(articles);

  it("makes documents of the values at a path", async () => {
    const loader = new JSONLoader(file(json, "a.json"), {
      items: "articles.*",
      content: "body",
      metadata: { title: "title", number: "n" },
      id: "id",
    });
    expect(await loader.load()).toEqual([
      new Document({
        pageContent: "one",
        metadata: { title: "A", number: 1, source: "a.json", pointer: "/articles/0" },
      }),
      new Document({ pageContent: '{"deep":[1]}', metadata: { source: "a.json", pointer: "/articles/1" }, id: "7" }),
    ]);
  });

  it("makes one document of the whole, or of each element of it", async () => {
    expect(await new JSONLoader(file('"text"', "a.json")).load()).toEqual([
      new Document({ pageContent: "text", metadata: { source: "a.json", pointer: "" } }),
    ]);
    expect(contentsOf(await new JSONLoader(file('["a", {"b/c": 1}, 2]'), { items: "*" }).load())).toEqual([
      "a",
      '{"b/c":1}',
      "2",
    ]);
    const [, pointed] = await new JSONLoader(file('{"a":[1],"b/~":[2]}'), { items: "*.0" }).load();
    expect(pointed!.metadata["pointer"]).toBe("/b~1~0/0");
  });

  it("gives each document as soon as it has been read, and reads no further", async () => {
    const { response, seen } = counted(
      (function* () {
        yield `[${" ".repeat(1100)}{"a":"one"}`;
        yield ',{"a":"two"}';
        yield ",{broken";
      })(),
    );
    const found: string[] = [];
    for await (const { pageContent } of new JSONLoader(response, { items: "*", content: "a" })) {
      found.push(pageContent);
      if (found.length === 2) break;
    }
    expect(found).toEqual(["one", "two"]);
    expect(seen).toEqual({ pieces: 2, cancelled: true });
  });

  it("says what is wrong, where, after what was read before", async () => {
    const read: string[] = [];
    const error = await thrown(async () => {
      for await (const document of new JSONLoader(file('["a", "b", x]', "bad.json"), { items: "*" }))
        read.push(document.pageContent);
    });
    expect(read).toEqual(["a", "b"]);
    expect(error).toMatchObject({ code: "parse" });
    expect((error as Error).message).toMatch(/^bad\.json cannot be read\. This is not JSON: at offset 11 stands "x"/);
    await expect(new JSONLoader(file("[1] 2")).load()).rejects.toThrow("at offset 4");
    await expect(new JSONLoader(file("[1")).load()).rejects.toThrow("The text ends at offset 2");
    await expect(new JSONLoader(file("")).load()).rejects.toMatchObject({ code: "parse" });
    await expect(new JSONLoader(file("[".repeat(600))).load()).rejects.toMatchObject({ code: "limit" });
    await expect(new JSONLoader(file('[{"a":1}]', "a.json"), { items: "*", content: "b" }).load()).rejects.toThrow(
      'a.json: /0 has no text at "b".',
    );
  });

  it("takes only what is a value's own", async () => {
    const [document] = await new JSONLoader(file('{"__proto__":{"a":"x"},"b":"text"}', "a.json"), {
      content: "b",
      metadata: ["a", "constructor", "__proto__"],
    }).load();
    expect(Object.keys(document!.metadata)).toEqual(["__proto__", "source", "pointer"]);
    expect(Object.getPrototypeOf(document!.metadata)).toBe(Object.prototype);
    expect(() => new JSONLoader(file("1"), { content: "a.*" })).toThrow("may be many");
  });
});

describe("JSONLinesLoader", () => {
  it("makes a document of each line", async () => {
    const text = '{"note":"one","by":{"name":"Ann"}}\r\n\n"two"\n  \n3';
    expect(contentsOf(await new JSONLinesLoader(file(text)).load())).toEqual([
      '{"note":"one","by":{"name":"Ann"}}',
      "two",
      "3",
    ]);
    const [first] = await new JSONLinesLoader(file(text.split("\r")[0]!, "a.jsonl"), {
      content: "note",
      metadata: { author: "by.name" },
    }).load();
    expect(first).toEqual(
      new Document({ pageContent: "one", metadata: { author: "Ann", source: "a.jsonl", line: 1 } }),
    );
  });

  it("keeps one line of a text without an end", async () => {
    const { response, seen } = counted(
      (function* () {
        for (let n = 0; ; n++) yield `{"n":"${"x".repeat(2000)}${n}"}\n`;
      })(),
    );
    let count = 0;
    for await (const { metadata } of new JSONLinesLoader(response, { content: "n" })) {
      expect(metadata["line"]).toBe(++count);
      expect(seen.pieces).toBe(count);
      if (count === 500) break;
    }
    expect(seen.cancelled).toBe(true);
  });

  it("names the line that is not JSON", async () => {
    const read: string[] = [];
    const error = await thrown(async () => {
      for await (const { pageContent } of new JSONLinesLoader(file("1\n\n{bad\n", "a.jsonl"))) read.push(pageContent);
    });
    expect(read).toEqual(["1"]);
    expect(error).toMatchObject({ code: "parse" });
    expect((error as Error).message).toMatch(/^a\.jsonl: line 3 is not JSON\. /);
  });
});

describe("a loader", () => {
  it("of one's own goes on into a splitter, document by document", async () => {
    const made: number[] = [];
    class Numbers extends BaseDocumentLoader {
      async *lazyLoad() {
        for (let n = 1; n <= 3; n++) {
          made.push(n);
          yield new Document({ pageContent: `${n} ${n}` });
        }
      }
    }
    const splitter = new RecursiveCharacterTextSplitter({ chunkSize: 1, chunkOverlap: 0 });
    for await (const chunks of splitter.transform(new Numbers())) {
      expect(contentsOf(chunks)).toEqual([`${made.at(-1)}`, `${made.at(-1)}`]);
      if (made.length === 2) break;
    }
    expect(made).toEqual([1, 2]);
    expect(contentsOf(await new Numbers().load())).toEqual(["1 1", "2 2", "3 3"]);
  });
});
