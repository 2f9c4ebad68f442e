import { CommaSeparatedListOutputParser, RunnableLambda } from "runlet";
import { ScriptedChatModel } from "runlet/testing";

const model = new ScriptedChatModel({ replies: [["red", ", gr", "een", ",", " blue"]] });
const colours = model.pipe(new CommaSeparatedListOutputParser());
const paint = RunnableLambda.from(async (colour) => {
  console.log(`${colour}: begun`);
  return `${colour}: dry`;
});

const chain = colours.pipe(paint.map());
for await (const [line] of chain.stream("Three colours", { maxConcurrency: 2 })) console.log(line);
