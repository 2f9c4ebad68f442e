import { describe, expect, test } from "vitest";
import { StringPromptValue } from "../messages/prompt-value.ts";
import { ChatPromptTemplate } from "./chat-prompt-template.ts";
import { FewShotChatMessagePromptTemplate } from "./few-shot-chat-message-prompt-template.ts";
import { FewShotPromptTemplate } from "./few-shot-prompt-template.ts";
import { mustache } from "./mustache.ts";
import { PromptTemplate } from "./prompt-template.ts";
import { HumanMessagePromptTemplate } from "./role-templates.ts";

const examples = [
  { word: "happy", opposite: "sad" },
  { word: "{input}", opposite: "{{x}}" },
];
const examplePrompt = PromptTemplate.fromTemplate("{word} -> {opposite}");
const configError = (message: string) => expect.objectContaining({ code: "config", message });

describe("FewShotPromptTemplate", () => {
  test("prefix, examples and suffix; braces in an example are text", async () => {
    const prompt = FewShotPromptTemplate.from({
      examples,
      examplePrompt,
      prefix: "In {language}:",
      suffix: "{input} ->",
    });
    expect(prompt.name).toBe("FewShotPromptTemplate");
    expect(prompt.inputVariables).toEqual(["language", "input"]);
    const text = "In English:\n\nhappy -> sad\n\n{input} -> {{x}}\n\n{big} ->";
    expect(prompt.format({ language: "English", input: "{big}" })).toBe(text);
    expect(await prompt.invoke({ language: "English", input: "{big}" })).toEqual(new StringPromptValue(text));
    expect(prompt.partial({ language: () => "English" }).format({ input: "{big}" })).toBe(text);
  });

  test("without prefix and suffix, with another separator and format", () => {
    expect(FewShotPromptTemplate.from({ examples, examplePrompt, exampleSeparator: "\n" }).format({})).toBe(
      "happy -> sad\n{input} -> {{x}}",
    );
    const fields = { examples: [], examplePrompt, suffix: "{{a}}", templateFormat: mustache };
    expect(new FewShotPromptTemplate(fields).format({ a: 1 })).toBe("1");
  });

  test("an example that lacks a value is named", () => {
    const prompt = new FewShotPromptTemplate({ examples: [examples[0]!, { word: "x" }], examplePrompt });
    expect(() => prompt.format({})).toThrow(
      configError(
        'Example 2 of 2: The prompt template "{word} -> {opposite}" needs the variable "opposite"; given: "word".',
      ),
    );
  });

  test("examples that are none, and texts that are not well-formed, fail when it is made", () => {
    expect(() => new FewShotPromptTemplate({ examples: "x" as never, examplePrompt })).toThrow(
      configError("The examples of a prompt are an array of objects, and not a string."),
    );
    expect(() => FewShotPromptTemplate.from({ examples, examplePrompt, suffix: "{a" })).toThrow(/not well-formed/);
  });
});

describe("FewShotChatMessagePromptTemplate", () => {
  const shown = new FewShotChatMessagePromptTemplate({
    examples,
    examplePrompt: ChatPromptTemplate.fromMessages([
      ["human", "{word}"],
      ["ai", "{opposite}"],
    ]),
  });

  test("is messages by itself", async () => {
    expect(shown.name).toBe("FewShotChatMessagePromptTemplate");
    const texts = ["happy", "sad", "{input}", "{{x}}"];
    expect(shown.formatMessages().map((message) => message.text)).toEqual(texts);
    expect((await shown.invoke({})).messages.map((message) => message.text)).toEqual(texts);
    expect(shown.partial()).toBe(shown);
  });

  test("stands among the messages of a chat prompt", () => {
    const prompt = ChatPromptTemplate.fromMessages([["system", "Give the opposite."], shown, "{input}"]);
    expect(prompt.inputVariables).toEqual(["input"]);
    const texts = prompt.formatMessages({ input: "big" }).map((message) => message.text);
    expect(texts).toEqual(["Give the opposite.", "happy", "sad", "{input}", "{{x}}", "big"]);
  });

  test("an example that lacks a value is named", () => {
    const fields = { examples: [{}] as never[], examplePrompt: HumanMessagePromptTemplate.fromTemplate("{word}") };
    expect(() => new FewShotChatMessagePromptTemplate(fields).formatMessages()).toThrow(
      configError('Example 1 of 1: The prompt template "{word}" needs the variable "word"; given: nothing.'),
    );
    expect(() => new FewShotChatMessagePromptTemplate({ ...fields, examples: null as never })).toThrow(/and not null/);
  });
});
