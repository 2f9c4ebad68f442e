import { HumanMessage } from "../messages/human.ts";
import type { MessageLike } from "../messages/coerce.ts";
import type { ChatPromptValue } from "../messages/prompt-value.ts";
import type { Document } from "../retrievers/document.ts";
import { parallel } from "../runnables/parallel.ts";
import { RunnablePassthrough } from "../runnables/passthrough.ts";
import type { Runnable } from "../runnables/runnable.ts";
import { ChatPromptTemplate } from "./chat-prompt-template.ts";
import { FewShotChatMessagePromptTemplate } from "./few-shot-chat-message-prompt-template.ts";
import { FewShotPromptTemplate } from "./few-shot-prompt-template.ts";
import type { Open } from "./input.ts";
import { MessagesPlaceholder } from "./messages-placeholder.ts";
import { mustache } from "./mustache.ts";
import { PromptTemplate } from "./prompt-template.ts";
import { AIMessagePromptTemplate, ChatMessagePromptTemplate, HumanMessagePromptTemplate } from "./role-templates.ts";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Input<P> = P extends Runnable<infer In, unknown, unknown> ? In : never;

declare function same<A, B>(equal: Equal<A, B>): void;
declare const text: string;
interface Order {
  topic: string;
  style: string;
}
declare const order: Order;

// text
const joke = PromptTemplate.fromTemplate("tell me a joke about {topic}");
same<typeof joke, PromptTemplate<{ topic: unknown }>>(true);
joke.format({ topic: 1 });
joke.format(order);
void joke.invoke(order);
// @ts-expect-error topic is missing
void joke.invoke({});
// @ts-expect-error misspelt
void joke.invoke({ topc: 1 });
// @ts-expect-error a literal has nothing that the prompt does not know
void joke.invoke({ topic: 1, styel: 2 });
// @ts-expect-error the type stays the object
void joke.invoke("parrots");
const narrower: PromptTemplate<{ topic: string; more: 1 }> = joke;
void narrower;
// @ts-expect-error it takes what has no topic
const wider: PromptTemplate<{ more: 1 }> = joke;
void wider;
PromptTemplate.fromTemplate("no variables").format({});
new PromptTemplate<{ topic: string }>({ template: text }).format({ topic: "x" });
new PromptTemplate({ template: text }).format({ whatever: 1 });

// partial
joke.partial({ topic: 1 }).format({});
const two = PromptTemplate.fromTemplate("{a} {b}").partial({ a: () => 1 });
same<typeof two, PromptTemplate<{ b: unknown }>>(true);
// @ts-expect-error not one of its variables
joke.partial({ topc: 1 });

// a text that is not known to the compiler
const loaded = PromptTemplate.fromTemplate(text);
same<typeof loaded, PromptTemplate<Open<object>>>(true);
loaded.format({ whatever: 1 });
loaded.format(order);
loaded.partial({ whatever: 1 }).format({ more: 1 });
const anyValues: PromptTemplate = loaded;
void anyValues;

// formats
const list = PromptTemplate.fromTemplate("{{a}} {{#b}}{{c}}{{/b}}", { templateFormat: mustache });
list.format({ a: 1, b: 2, c: 3 });
list.partial({ a: 1 }).format({ b: 2, c: 3 });
// @ts-expect-error b is missing
list.format({ a: 1, c: 3 });
PromptTemplate.fromTemplate("{a}", { templateFormat: "f-string" }).format({ a: 1 });
// @ts-expect-error the format itself, not its name
PromptTemplate.fromTemplate("{{a}}", { templateFormat: "mustache" });

// messages
const chat = ChatPromptTemplate.fromMessages([
  ["system", "You are {character}."],
  new HumanMessage("{not}"),
  new MessagesPlaceholder("history"),
  new MessagesPlaceholder({ variableName: "optional", optional: true }),
  ["placeholder", "{steps}"],
  "{question}",
  { role: "user", content: "{user}" },
  [
    "human",
    [
      { type: "text", text: "{q}" },
      { type: "image_url", image_url: { url: "{url}" } },
    ],
  ],
  HumanMessagePromptTemplate.fromTemplate("{template}"),
  AIMessagePromptTemplate.fromTemplate([{ type: "text", text: "{block}" }]),
  ChatMessagePromptTemplate.fromTemplate("{chat}", "narrator"),
  ChatPromptTemplate.fromTemplate("{nested}"),
]);
same<
  Input<typeof chat>,
  {
    character: unknown;
    history: readonly MessageLike[];
    optional?: readonly MessageLike[];
    steps?: readonly MessageLike[];
    question: unknown;
    user: unknown;
    q: unknown;
    url: unknown;
    template: unknown;
    block: unknown;
    chat: unknown;
    nested: unknown;
  }
>(true);

const talk = ChatPromptTemplate.fromMessages([["placeholder", "{history}"], "{question}"]);
void talk.invoke({ question: "x" });
void talk.invoke({ question: "x", history: ["Hi", ["ai", "Hello!"], { role: "user", content: "…" }] });
// @ts-expect-error misspelt
void talk.invoke({ question: "x", histroy: [] });
// @ts-expect-error a list of messages
void talk.invoke({ question: "x", history: "Hi" });
// @ts-expect-error the question is missing
void talk.invoke({ history: [] });
same<Input<ReturnType<typeof talk.partial<"history">>>, { question: unknown }>(true);

// A part that is not known to the compiler opens the input, and the names that are known stay.
const picture = ChatPromptTemplate.fromMessages([
  [
    "human",
    [
      { type: "text", text: "{q}" },
      { type: "image", data: text },
    ],
  ],
]);
const around = ChatPromptTemplate.fromMessages([["system", "{rules}"], picture]);
same<Input<typeof around>, Open<{ q: unknown; rules: unknown }>>(true);
void around.invoke({ q: 1, rules: 2, other: 3 });
// @ts-expect-error the rules are missing
void around.invoke({ q: 1, other: 3 });
declare const pairs: [role: string, content: string][];
void ChatPromptTemplate.fromMessages(pairs).invoke({ whatever: 1 });
same<Input<ReturnType<typeof fixed>>, object>(true);
const fixed = () => ChatPromptTemplate.fromMessages([new HumanMessage("{no} variable")]);
// @ts-expect-error no part of a prompt
ChatPromptTemplate.fromMessages([1]);

// few-shot
const examplePrompt = PromptTemplate.fromTemplate("{word} -> {opposite}");
const examples = [{ word: "happy", opposite: "sad" }];
const fewShot = FewShotPromptTemplate.from({ examples, examplePrompt, suffix: "{input} ->" });
same<typeof fewShot, FewShotPromptTemplate<{ input: unknown }>>(true);
fewShot.partial({ input: 1 }).format({});
// @ts-expect-error an example without its opposite
FewShotPromptTemplate.from({ examples: [{ word: "happy" }], examplePrompt });
new FewShotPromptTemplate({ examples, examplePrompt, suffix: text }).format({ whatever: 1 });
const shown = new FewShotChatMessagePromptTemplate({
  examples,
  examplePrompt: ChatPromptTemplate.fromMessages([
    ["human", "{word}"],
    ["ai", "{opposite}"],
  ]),
});
new FewShotChatMessagePromptTemplate({
  // @ts-expect-error an example without its word
  examples: [{}],
  examplePrompt: HumanMessagePromptTemplate.fromTemplate("{word}"),
});
same<Input<ReturnType<typeof aroundExamples>>, { input: unknown }>(true);
const aroundExamples = () => ChatPromptTemplate.fromMessages([shown, "{input}"]);

// at the seams
declare const retriever: Runnable<string, readonly Document[]>;
const answer = ChatPromptTemplate.fromTemplate("{context} {question}");
const chain: Runnable<string, ChatPromptValue> = parallel({
  context: retriever,
  question: new RunnablePassthrough(),
}).pipe(answer);
void chain;
// @ts-expect-error misspelt
parallel({ contxt: retriever, question: new RunnablePassthrough() }).pipe(answer);
const texts: Runnable<{ topic: string }, string> = joke.pipe((value) => value.toString());
void texts;
