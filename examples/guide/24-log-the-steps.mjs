import { ChatPromptTemplate, parallel, RunLog, RunnablePassthrough, StringOutputParser } from "runlet";
import { ScriptedRetriever } from "runlet/testing";
import { KENSHO, modelOr } from "./model.mjs";

const retriever = new ScriptedRetriever({ documents: ["harrison worked at kensho", "harrison likes spicy food"] });
const prompt = ChatPromptTemplate.fromTemplate(
  "Answer the question with nothing but this context:\n{context}\n\nQuestion: {question}",
);

const chain = parallel({ context: retriever.withConfig({ runName: "Docs" }), question: new RunnablePassthrough() })
  .pipe(prompt)
  .pipe(modelOr(...KENSHO))
  .pipe(new StringOutputParser());

let log = RunLog.from([]);
for await (const patch of chain.streamLog("where did harrison work? Write it in one sentence.")) {
  log = log.concat(patch);
  // What is said of the whole, and of the retriever.
  for (const { op, path } of patch.ops)
    if (!path.startsWith("/logs/") || path.startsWith("/logs/Docs")) console.log(`${op} "${path}"`);
}

for (const { name, type, streamed_output } of Object.values(log.state.logs))
  console.log(`${type} ${name}: ${streamed_output.length} chunks`);
console.log(log.state.final_output);
