import { fitting, recursively } from "../../splitters/recursive-character.ts";
import type { Chunk, Piece } from "../../splitters/piece.ts";
import { TextSplitter } from "../../splitters/text-splitter.ts";
import { blocksOf, type Block } from "./blocks.ts";

/** Within a block that is too long: its paragraphs, lines and words. */
const INSIDE = ["\n\n", "\n", " ", ""] as const;

/**
 * Cuts Markdown at its headings, so that no chunk has text of two sections, and within a section between its blocks: a paragraph, a
 * list, a table or a fence of code is cut only if it alone is too long. The metadata of a chunk has the `headings` that it stands
 * under, the outermost first. What is a heading, Markdown says: a `#` in code is none.
 *
 * @example
 * const [chunk] = new MarkdownTextSplitter().createDocuments(["# Guide\n\n## Install\n\nnpm install runlet"]).slice(-1);
 * chunk?.metadata; // { headings: ["Guide", "Install"], loc: … }
 */
export class MarkdownTextSplitter extends TextSplitter {
  readonly name = "MarkdownTextSplitter";

  protected *chunks(text: string): Iterable<Chunk> {
    const measure = this.measure(text);
    for (const { blocks, headings } of sectionsOf(text)) {
      const chunks = fitting(text, blocks, measure, this.rules, (long) =>
        recursively(text, long, measure, this.rules, INSIDE, "start"),
      );
      for (const { start, end } of chunks) yield { start, end, metadata: { headings } };
    }
  }
}

interface Section {
  readonly blocks: readonly Piece[];
  readonly headings: readonly string[];
}

/** What stands under each heading, with the heading. One with nothing under it but another heading goes with that. */
function* sectionsOf(text: string): Generator<Section> {
  let open: NonNullable<Block["heading"]>[] = [];
  let blocks: Block[] = [];
  for (const block of blocksOf(text)) {
    const { heading } = block;
    if (heading) {
      const said = blocks.some((before) => !before.heading);
      if (said || (blocks.length > 0 && heading.level <= open.at(-1)!.level)) {
        yield { blocks, headings: open.map((each) => each.text) };
        blocks = [];
      }
      open = [...open.filter(({ level }) => level < heading.level), heading];
    }
    blocks.push(block);
  }
  if (blocks.length > 0) yield { blocks, headings: open.map((each) => each.text) };
}
