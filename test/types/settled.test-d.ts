import {
  ChatPromptTemplate,
  StringOutputParser,
  type AIMessage,
  type Settled,
  type UsageMetadata,
} from "../../src/index.ts";
import { ScriptedChatModel } from "../../src/testing/index.ts";
import type { Assert, Equal } from "./equal.ts";

const model = new ScriptedChatModel({ replies: [["a"]] });
const chain = ChatPromptTemplate.fromTemplate("{topic}").pipe(model).pipe(new StringOutputParser());
const outcome = await chain.stream({ topic: "x" }).settled;

export type Cases = [
  Assert<Equal<typeof outcome, Settled<string>>>,
  Assert<Equal<typeof outcome.messages, readonly AIMessage[] | undefined>>,
  Assert<Equal<typeof outcome.partialMessages, readonly AIMessage[] | undefined>>,
  Assert<Equal<typeof outcome.usage, UsageMetadata | undefined>>,
  Assert<Equal<typeof outcome.times.firstChunk, number | undefined>>,
];

// The status says what else there is.
if (outcome.status === "ok") {
  outcome.value satisfies string;
  outcome.partial satisfies undefined;
} else if (outcome.status === "error") {
  // @ts-expect-error what is thrown may be anything
  void outcome.error.message;
  outcome.reason satisfies undefined;
} else {
  outcome.status satisfies "cancelled";
  outcome.partialCut satisfies boolean;
  outcome.value satisfies undefined;
}

// A model's own output is its message; an outcome of something is an outcome.
(await model.stream("x").settled) satisfies Settled<AIMessage> satisfies Settled;
