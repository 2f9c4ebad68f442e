import { jsonSchema, stepCountIs, tool, ToolLoopAgent } from "ai";
import { MockLanguageModelV3 } from "ai/test";
import { answerTo, argumentsOf, QUESTION, tokens, TOOL, TURNS } from "./turns.mjs";

const usage = { inputTokens: { total: 1 }, outputTokens: { total: 1 } };

export function aisdk({ count }) {
  const said = [
    { type: "stream-start", warnings: [] },
    { type: "text-start", id: "0" },
    ...tokens(count).map((delta) => ({ type: "text-delta", id: "0", delta })),
    { type: "text-end", id: "0" },
  ];
  const finish = (reason) => ({ type: "finish", finishReason: { unified: reason, raw: reason }, usage });
  const call = (turn) => ({ type: "tool-call", toolCallId: `call_${turn}`, toolName: TOOL, input: argumentsOf(turn) });
  const turns = Array.from({ length: TURNS }, (_, turn) =>
    turn + 1 < TURNS ? [...said, call(turn), finish("tool-calls")] : [...said, finish("stop")],
  );
  let at = 0;
  const model = new MockLanguageModelV3({
    doStream: async () => ({ stream: streamOf(turns[at++ % TURNS]) }),
  });
  const weather = tool({
    inputSchema: jsonSchema({ type: "object", properties: { city: { type: "string" } } }),
    execute: answerTo,
  });
  const agent = new ToolLoopAgent({ model, tools: { [TOOL]: weather }, stopWhen: stepCountIs(TURNS) });
  return async function* () {
    const { textStream } = await agent.stream({ prompt: QUESTION });
    for await (const text of textStream) yield { text };
  };
}

function streamOf(parts) {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at < parts.length) controller.enqueue(parts[at++]);
      else controller.close();
    },
  });
}
