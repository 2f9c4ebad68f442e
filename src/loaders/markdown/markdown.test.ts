import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Document } from "../../retrievers/document.ts";
import type { Place } from "../../splitters/located.ts";
import { blocksOf } from "./blocks.ts";
import { MarkdownTextSplitter } from "./markdown-splitter.ts";
import { MarkdownLoader } from "./markdown.ts";

const load = (text: string) => new MarkdownLoader(new File([text], "a.md")).load();

describe("MarkdownLoader", () => {
  it("gives the text as it stands, and its first heading as its title", async () => {
    const text = "\ntext\n\nA *title*\n===\n\n# Another";
    expect(await load(text)).toEqual([
      new Document({ pageContent: text, metadata: { source: "a.md", title: "A *title*" } }),
    ]);
    expect(await load("no heading, but\n\n    # code")).toEqual([
      new Document({ pageContent: "no heading, but\n\n    # code", metadata: { source: "a.md" } }),
    ]);
  });

  it("takes front matter for what is known of it", async () => {
    const text = "---\ntitle: Said\ntags: [a, b]\nsource: elsewhere\n---\n# Heading\n\ntext";
    const [document] = await load(text);
    expect(document!.pageContent).toBe("# Heading\n\ntext");
    expect(document!.metadata).toEqual({
      title: "Said",
      tags: ["a", "b"],
      source: "a.md",
      loc: { lines: { from: 6, to: 8 }, start: text.indexOf("#"), end: text.length },
    });
    const [chunk] = new MarkdownTextSplitter().splitDocuments([document!]);
    expect(chunk!.metadata.loc.lines).toEqual({ from: 6, to: 8 });
    expect((await load("---\r\na: 1\r\n---\r\ntext"))[0]).toMatchObject({ pageContent: "text", metadata: { a: 1 } });
    expect((await load("---\n---\ntext"))[0]!.pageContent).toBe("text");
  });

  it("leaves alone what is no front matter, and names what is no YAML", async () => {
    for (const text of ["---\nonly words\n---\ntext", "--- a\n---", "---\na: 1\ntext", "text\n---\na: 1\n---"])
      expect((await load(text))[0]!.pageContent).toBe(text);
    await expect(load("---\na: 1\nb: [1\n---\n")).rejects.toMatchObject({
      code: "parse",
      message: expect.stringMatching(/^a\.md has front matter that is not YAML\. .* at line 3/),
    });
    const [document] = await load('---\n"__proto__": { "polluted": true }\n---\n');
    expect(Object.getPrototypeOf(document!.metadata)).toBe(Object.prototype);
    expect("polluted" in document!.metadata).toBe(false);
  });
});

describe("MarkdownTextSplitter", () => {
  const split = (text: string, chunkSize = 1000) =>
    new MarkdownTextSplitter({ chunkSize, chunkOverlap: 0 })
      .createDocuments([text])
      .map(({ pageContent, metadata }) => [(metadata as unknown as { headings: string[] }).headings, pageContent]);

  it("cuts at headings, and knows what a chunk stands under", () => {
    const text = `before\n\n# A\n\none\n\n## B\n\ntwo\n\n\`\`\`sh\n# no heading\n\`\`\`\n\n### C\n\nthree\n\n## D\nfour\n\nE\n=\n\n- # in a list`;
    expect(split(text)).toEqual([
      [[], "before"],
      [["A"], "# A\n\none"],
      [["A", "B"], "## B\n\ntwo\n\n```sh\n# no heading\n```"],
      [["A", "B", "C"], "### C\n\nthree"],
      [["A", "D"], "## D\nfour"],
      [["E"], "E\n=\n\n- # in a list"],
    ]);
    expect(split("# A\n## B\n\ntext\n\n# C\n# D")).toEqual([
      [["A", "B"], "# A\n## B\n\ntext"],
      [["C"], "# C"],
      [["D"], "# D"],
    ]);
  });

  it("cuts a block only if it alone is too long", () => {
    const fence = "```\na\n\nb\n\nc\n```";
    expect(split(`text text text\n\n${fence}\n\nmore text`, 16)).toEqual([
      [[], "text text text"],
      [[], fence],
      [[], "more text"],
    ]);
    expect(split(fence, 8).map(([, text]) => text)).toEqual(["```\na\n\nb", "c\n```"]);
  });

  it("gives parts of the text that leave out nothing but white space", () => {
    const parts = fc.constantFrom(
      "# A\n",
      "## B",
      "\n",
      "\n\n",
      "\r\n",
      "\r",
      "text ",
      "```\n",
      "- a\n",
      "> ",
      "    ",
      "|a|\n|-|\n",
      "<div>\n",
      "[a]: b\n",
      "===\n",
      "\0",
      "e\u0301",
    );
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 30 }), fc.integer({ min: 3, max: 40 }), (all, chunkSize) => {
        const text = all.join("");
        expect(
          blocksOf(text)
            .map(({ start, end }) => text.slice(start, end))
            .join("")
            .trim(),
        ).toBe(text.trim());
        const chunks = new MarkdownTextSplitter({ chunkSize, chunkOverlap: 0 }).createDocuments([text]);
        let covered = 0;
        for (const { pageContent, metadata } of chunks) {
          const { start, end } = metadata.loc as Place;
          expect(text.slice(start, end)).toBe(pageContent);
          expect(pageContent.length).toBeLessThanOrEqual(chunkSize);
          expect(text.slice(covered, start).trim()).toBe("");
          covered = end;
        }
        expect(text.slice(covered).trim()).toBe("");
      }),
      { numRuns: 150 },
    );
  });
});
