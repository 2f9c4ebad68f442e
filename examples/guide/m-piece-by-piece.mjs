import { StringOutputParser } from "@langchain/core/output_parsers";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import { RunnableLambda } from "runlet";
import { fromLangChain, toLangChain } from "runlet/langchain";
import { modelOr } from "./model.mjs";

// What there is: a chain of LangChain's. What is new in it: a model of ours.
const model = toLangChain(modelOr("Why did", " the parrot", " cross the road?"));
const joke = ChatPromptTemplate.fromTemplate("tell me a joke about {topic}").pipe(model).pipe(new StringOutputParser());

// What is new: a chain of ours. What there is in it: all of that.
const chain = RunnableLambda.from((topic) => ({ topic })).pipe(fromLangChain(joke));

for await (const text of chain.stream("parrots")) process.stdout.write(`${text}|`);
console.log();

for await (const { event, name, parent_ids } of chain.streamEvents("parrots"))
  if (!event.endsWith("_stream")) console.log(`${"  ".repeat(parent_ids.length)}${event} ${name}`);
