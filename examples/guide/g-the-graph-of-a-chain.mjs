import { ChatPromptTemplate, parallel, RunnablePassthrough, StringOutputParser } from "runlet";
import { drawGraph } from "runlet/graph";
import { ScriptedRetriever } from "runlet/testing";
import { KENSHO, modelOr } from "./model.mjs";

const retriever = new ScriptedRetriever({ documents: ["harrison worked at kensho", "harrison likes spicy food"] });
const prompt = ChatPromptTemplate.fromTemplate("{context}\n\nQuestion: {question}");

const chain = parallel({ context: retriever.withConfig({ runName: "Docs" }), question: new RunnablePassthrough() })
  .pipe(prompt)
  .pipe(modelOr(...KENSHO).withConfig({ runName: "model" }))
  .pipe(new StringOutputParser());

const graph = chain.getGraph();
console.log(drawGraph(graph));
console.log(graph.drawMermaid());
console.log(JSON.stringify(graph.nodes[1]), JSON.stringify(graph.edges[2]));

console.log(JSON.stringify(prompt.getInputJsonSchema()));
console.log(JSON.stringify(chain.getInputJsonSchema()), JSON.stringify(chain.getOutputJsonSchema()));
