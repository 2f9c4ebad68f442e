import { alone } from "../measure/alone.mjs";
import { SOURCES } from "../stream/sources.mjs";

const RUNLET = new URL("./runlet.mjs", import.meta.url);
const LANGCHAIN = new URL("./langchain.mjs", import.meta.url);

export default async function lazy(report) {
  report.section("10 of 200,000 items read, then a pause: items that the source has made; then break");
  let open = 0;
  for (const source in SOURCES) {
    const found = await alone(RUNLET, { source });
    open += found.open;
    report.figure(`Runlet, ${SOURCES[source].says}`, found.made, { digits: 0, atMost: 16 });
  }
  report.figure("Runlet, sources still open after break", open, { digits: 0, atMost: 0 });
  report.figure("LangChain, chunks are there", (await alone(LANGCHAIN, {})).made, { digits: 0 });
}
