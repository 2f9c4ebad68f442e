import {
  dispatchCustomEvent,
  RunnableLambda,
  type CallbackHandler,
  type Callbacks,
  type Run,
} from "../../src/index.ts";
import type { RunnableConfig } from "../../src/runs/config.ts";
import type { Assert, Equal, Is } from "./equal.ts";

const step = RunnableLambda.from((text: string) => text.length);

// Handlers: objects and instances, with any of the methods

class Counter {
  tokens = 0;
  handleLLMNewToken(): void {
    this.tokens++;
  }
}
const callbacks: Callbacks = [
  new Counter(),
  {
    name: "mine",
    ignoreChain: true,
    handleChatModelStart: (_model, [messages]) => messages?.map(({ type, text }) => `${type} ${text}`),
    handleLLMEnd: ({ generations }) => generations[0]?.[0]?.message?.usage_metadata?.total_tokens,
    handleRetrieverEnd: async (documents) => documents.map(({ pageContent }) => pageContent),
  },
];
void step.invoke("a", { callbacks });
void step.withConfig({ callbacks: [{ handleChainEnd: (outputs: Record<string, unknown>) => outputs }] });

type Start = Parameters<NonNullable<CallbackHandler["handleChainStart"]>>;
export type InputsAre = Assert<Equal<Start[1], Record<string, unknown>>>;
export type ParentIs = Assert<Equal<Start[3], string | undefined>>;
// @ts-expect-error: a name that no method has
void step.invoke("a", { callbacks: [{ handleChainBegin: () => {} }] });
// @ts-expect-error: a handler is given the inputs as an object
void step.invoke("a", { callbacks: [{ handleChainStart: (_chain: object, inputs: string) => inputs }] });
// @ts-expect-error: one handler is no list of them
void step.invoke("a", { callbacks: new Counter() });

// Listeners: the runnable stays what it was

const heard = step.withListeners({
  onStart: (run, config) => dispatchCustomEvent(run.name, config.metadata),
  onEnd: async ({ startTime, endTime }) => endTime! - startTime,
});
export type HeardIs = Assert<Is<typeof heard, string, number, number>>;
const both = heard.withListeners({ onError: ({ error }) => String(error) }).withConfig({ tags: ["a"] });
export type BothIs = Assert<Is<typeof both, string, number, number>>;

declare const listen: (run: Run, config: RunnableConfig) => void;
export const listened = step.withListeners({ onStart: listen, onEnd: undefined });
// @ts-expect-error: no such listener
step.withListeners({ onBegin: listen });
