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
  // @ts-expect-error nothing is partial of what is whole
  void outcome.partial;
} else if (outcome.status === "error") {
  // @ts-expect-error what is thrown may be anything
  void outcome.error.message;
  // @ts-expect-error it was not cancelled
  void outcome.reason;
} else {
  outcome.status satisfies "cancelled";
  outcome.partialCut satisfies boolean;
  // @ts-expect-error there is no output
  void outcome.value;
}

// A model's own output is its message; an outcome of something is an outcome.
(await model.stream("x").settled) satisfies Settled<AIMessage> satisfies Settled;
