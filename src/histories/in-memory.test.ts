import { expect, it } from "vitest";
import { AIMessage } from "../messages/ai.ts";
import { HumanMessage } from "../messages/human.ts";
import { InMemoryChatMessageHistory } from "./in-memory.ts";

it("gives the messages in the order in which they were added", async () => {
  const history = new InMemoryChatMessageHistory([new HumanMessage("1")]);
  await history.addAIMessage("2");
  await history.addUserMessage(new HumanMessage("3"));
  await history.addMessages([new AIMessage("4"), new HumanMessage("5")]);
  expect((await history.getMessages()).map((message) => message.text)).toEqual(["1", "2", "3", "4", "5"]);
  expect((await history.getMessages()).map((message) => message.type)).toEqual(["human", "ai", "human", "ai", "human"]);
  await history.clear();
  expect(await history.getMessages()).toEqual([]);
});

it("shares no list with anybody", async () => {
  const given = [new HumanMessage("1")];
  const history = new InMemoryChatMessageHistory(given);
  given.pop();
  (await history.getMessages()).pop();
  expect(await history.getMessages()).toHaveLength(1);
});
