import { ChatPromptTemplate, StringOutputParser } from "runlet";
import { JOKE, modelOr } from "./model.mjs";

const chain = ChatPromptTemplate.fromTemplate("tell me a joke about {topic}")
  .pipe(modelOr(...JOKE))
  .pipe(new StringOutputParser());

for await (const text of chain.stream({ topic: "parrot" })) process.stdout.write(text + "|");
