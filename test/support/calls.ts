import type { CallbackHandler } from "../../src/runs/callback-handler.ts";

/** The methods that a handler can have. */
export const METHODS = [
  "handleChatModelStart",
  "handleLLMStart",
  "handleLLMNewToken",
  "handleLLMEnd",
  "handleLLMError",
  "handleChainStart",
  "handleChainEnd",
  "handleChainError",
  "handleToolStart",
  "handleToolEvent",
  "handleToolEnd",
  "handleToolError",
  "handleRetrieverStart",
  "handleRetrieverEnd",
  "handleRetrieverError",
  "handleCustomEvent",
] as const satisfies readonly (keyof CallbackHandler)[];

type Method = (typeof METHODS)[number];

export interface Call {
  readonly method: Method;
  readonly args: readonly unknown[];
}

/** A handler that writes down its calls, and then does what `act` does with each. */
export function handlerOf(act: (call: Call) => unknown = () => {}): CallbackHandler & { readonly calls: Call[] } {
  const calls: Call[] = [];
  const handler: Record<string, unknown> = { calls };
  for (const method of METHODS) {
    handler[method] = (...args: unknown[]) => {
      calls.push({ method, args });
      return act({ method, args });
    };
  }
  return handler as never;
}

const START_NAMES: Readonly<Partial<Record<Method, number>>> = {
  handleChatModelStart: 7,
  handleLLMStart: 7,
  handleChainStart: 7,
  handleRetrieverStart: 6,
  handleToolStart: 6,
};

/** What happened to which run, one word and a name for each call. */
export function told(calls: readonly Call[]): string[] {
  const names = new Map<unknown, unknown>();
  return calls.map(({ method, args }) => {
    const name = START_NAMES[method];
    if (name !== undefined) names.set(args[2], args[name]);
    const [, what] = /(Start|NewToken|Event|End|Error|CustomEvent)$/.exec(method)!;
    const id = method.endsWith("Start") || method === "handleLLMNewToken" || method === "handleCustomEvent" ? 2 : 1;
    return `${what} ${String(names.get(args[id]))}`;
  });
}
