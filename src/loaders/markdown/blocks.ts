import MarkdownIt from "markdown-it";
import type { Piece } from "../../splitters/piece.ts";

/** A part of a Markdown text on the top level, with the empty lines behind it: a paragraph, a list, a table, a fence. */
export interface Block extends Piece {
  /** Of a heading: its level, and what it says. */
  readonly heading?: { readonly level: number; readonly text: string };
}

// What stands in a line is not looked at: that takes most of the time, and where blocks begin does not depend on it.
const markdown = new MarkdownIt({ html: true });
markdown.core.ruler.enableOnly(["normalize", "block"]);

const LINE_END = /\r\n?|\n/g;

/** The blocks of a text, which together are the text. */
export function blocksOf(text: string): readonly Block[] {
  const lines = [0, ...Array.from(text.matchAll(LINE_END), ({ index, 0: end }) => index + end.length)];
  const tokens = markdown.parse(text, {});
  const starts = tokens.flatMap((token, at) => {
    if (token.level !== 0 || token.nesting < 0 || !token.map) return [];
    const start = lines[token.map[0]] ?? text.length;
    if (token.type !== "heading_open") return [{ start }];
    return [{ start, heading: { level: Number(token.tag.slice(1)), text: tokens[at + 1]?.content ?? "" } }];
  });
  return starts.map((block, at) => ({
    ...block,
    start: at === 0 ? 0 : block.start,
    end: starts[at + 1]?.start ?? text.length,
  }));
}
