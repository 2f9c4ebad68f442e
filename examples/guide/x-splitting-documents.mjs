import { MarkdownLoader, MarkdownTextSplitter } from "runlet/markdown";

const text =
  "# Parrots\n\nThey talk.\n\n## Food\n\nThey eat seeds.\n\n```sh\n# no heading\n```\n\n## Age\n\nThey grow old.\n";

// A chunk is a part of one section; a list, a table or a piece of code in it is cut only if it alone is too long.
const splitter = new MarkdownTextSplitter({ chunkSize: 400 });
for await (const chunks of splitter.transform(new MarkdownLoader(new File([text], "parrots.md")))) {
  for (const { pageContent, metadata } of chunks) {
    const { headings, loc } = metadata;
    console.log(`lines ${loc.lines.from}–${loc.lines.to}, ${headings.join(" > ")}: ${JSON.stringify(pageContent)}`);
  }
}
