import {
  ChatPromptTemplate,
  InMemoryChatMessageHistory,
  MessagesPlaceholder,
  RunnableWithMessageHistory,
} from "runlet";
import { ScriptedChatModel } from "runlet/testing";

const model = new ScriptedChatModel({
  replies: [
    ["Hi", " Ann", "."],
    ["You", " are", " Ann", "."],
  ],
});
const prompt = ChatPromptTemplate.fromMessages([
  ["system", "Be brief."],
  new MessagesPlaceholder("history"),
  ["human", "{question}"],
]);

const conversations = new Map();
const chat = new RunnableWithMessageHistory({
  runnable: prompt.pipe(model),
  getMessageHistory(sessionId) {
    if (!conversations.has(sessionId)) conversations.set(sessionId, new InMemoryChatMessageHistory());
    return conversations.get(sessionId);
  },
  inputMessagesKey: "question",
  historyMessagesKey: "history",
});

const config = { configurable: { sessionId: "ann" } };
for (const question of ["Hi, I am Ann.", "Who am I?"]) {
  for await (const chunk of chat.stream({ question }, config)) process.stdout.write(chunk.text + "|");
  console.log();
}

for (const message of await conversations.get("ann").getMessages()) console.log(message.type, message.text);
