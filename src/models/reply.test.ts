import { expect, it } from "vitest";
import { all, thrown } from "../../test/contract/ways.ts";
import { errorInfo } from "../errors/info.ts";
import { ChatPromptTemplate } from "../prompts/chat-prompt-template.ts";
import { RunnableLambda } from "../runnables/lambda.ts";
import { ScriptedChatModel } from "../testing/scripted/chat-model.ts";
import { ScriptedLLM } from "../testing/scripted/llm.ts";

const prompt = ChatPromptTemplate.fromTemplate("about {x}");
const off = new Error("off");
const fails = () => new ScriptedChatModel({ replies: [[off]] });

it.each([
  ["a model", () => prompt.pipe(fails())],
  ["one that waits", () => prompt.pipe(new ScriptedChatModel({ replies: [[1, off]] }))],
  ["one that completes text", () => prompt.pipe(new ScriptedLLM({ replies: [[off]] }))],
  ["one with a step behind it", () => prompt.pipe(fails()).pipe((message) => message.text)],
  ["one with another in its place", () => prompt.pipe(fails().withFallbacks([fails()]))],
  ["one beside another", () => prompt.pipe({ a: fails() })],
])("of %s that fails before it answers nothing has come, and not what it was asked", async (_, chain) => {
  for (const run of [() => chain().invoke({ x: 1 }), () => all(chain().stream({ x: 1 }))])
    expect(errorInfo(await thrown(run))!.partial).toBeUndefined();
});

it("of one that fails in the middle it is what had come; of a function, what it was given", async () => {
  const breaks = prompt.pipe(new ScriptedChatModel({ replies: [["The", off]] }));
  expect(errorInfo(await thrown(() => breaks.invoke({ x: 1 })))!.partial).toMatchObject({ text: "The" });
  const given = prompt.pipe(
    RunnableLambda.from(() => {
      throw new Error("fn");
    }),
  );
  expect(errorInfo(await thrown(() => given.invoke({ x: 1 })))!.partial).toHaveProperty("messages");
});
