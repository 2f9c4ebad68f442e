import { parse } from "yaml";

/** What stands at the beginning of a Markdown file about it, in YAML, between two lines of dashes. */
export interface FrontMatter {
  readonly facts: Readonly<Record<string, unknown>>;
  /** Where the text behind it begins. */
  readonly end: number;
}

const FENCED = /^---[ \t]*\r?\n(?:([^]*?)\r?\n)?(?:---|\.\.\.)[ \t]*(?:\r?\n|$)/;

/** The front matter of a text; undefined where what stands there is something else. Throws for YAML that is not well-formed. */
export function frontMatterOf(text: string): FrontMatter | undefined {
  const found = FENCED.exec(text);
  if (!found) return undefined;
  // In the place of the first line, so that an error names the line of the file.
  const facts: unknown = parse(`\n${found[1] ?? ""}`) ?? {};
  if (typeof facts !== "object" || facts === null || Array.isArray(facts)) return undefined;
  return { facts: facts as FrontMatter["facts"], end: found[0].length };
}
