// Adds turn after turn to a history, and says each number when the turn is kept: writer.mjs FILE FIRST SIZE
import { writeSync } from "node:fs";
import { AIMessage, HumanMessage } from "runlet";
import { FileChatMessageHistory } from "runlet/node";

const [path, first, size] = process.argv.slice(2);
const history = new FileChatMessageHistory({ path });
for (let turn = Number(first); ; turn++) {
  try {
    await history.addMessages([new HumanMessage(`${turn}`), new AIMessage(`${turn % 10}`.repeat(Number(size)))]);
  } catch (error) {
    writeSync(1, `${error.code} ${error.cause.message}\n`);
    break;
  }
  writeSync(1, `${turn}\n`);
}
