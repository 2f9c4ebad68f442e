import { ChatPromptTemplate, parallel, RunnablePassthrough, StringOutputParser } from "runlet";
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

for await (const text of chain.stream("where did harrison work? Write it in one sentence.")) {
  process.stdout.write(text + "|");
}
