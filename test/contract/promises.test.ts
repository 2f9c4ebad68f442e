import { createHook } from "node:async_hooks";
import { describe, expect, it } from "vitest";
import { createAgent } from "../../src/agents/agent.ts";
import { InMemoryChatMessageHistory } from "../../src/histories/in-memory.ts";
import { RunnableWithMessageHistory } from "../../src/histories/with-message-history.ts";
import { fromAISDK } from "../../src/interop/ai-sdk/from-ai-sdk.ts";
import { toAISDK } from "../../src/interop/ai-sdk/to-ai-sdk.ts";
import { AIMessageChunk } from "../../src/messages/ai.ts";
import type { ChatModelConfig } from "../../src/models/call-options.ts";
import { ChatModel } from "../../src/models/chat-model.ts";
import { generator } from "../../src/runnables/generator.ts";
import { RunnableLambda } from "../../src/runnables/lambda.ts";
import type { Runnable } from "../../src/runnables/runnable.ts";
import type { RunStream } from "../../src/runs/run-stream.ts";
import { partsModel } from "../support/parts-model.ts";
import { mapEach, Source } from "../support/source.ts";
import { chain, turn } from "./ways.ts";

const SHORT = 1_000;
const LONG = 5_000;

/** How many promises are made while `work` runs. */
async function promisesOf(work: () => unknown): Promise<number> {
  let count = 0;
  // A turn before and after, so that nothing of the test's own is counted in one length and not in the other.
  await turn();
  const hook = createHook({
    init(_, type) {
      if (type === "PROMISE") count++;
    },
  }).enable();
  await work();
  hook.disable();
  await turn();
  return count;
}

/** Promises per chunk: the slope between two lengths, so that what a run costs once is not counted. */
async function perChunk(run: (length: number) => unknown): Promise<number> {
  await promisesOf(() => run(SHORT));
  const short = await promisesOf(() => run(SHORT));
  const long = await promisesOf(() => run(LONG));
  return (long - short) / (LONG - SHORT);
}

const steps = [
  mapEach((chunk) => `${chunk as string}a`),
  mapEach((chunk) => (chunk as string).toUpperCase()),
  mapEach((chunk) => (chunk as string).length),
];

async function read(stream: RunStream<unknown>, length: number): Promise<void> {
  let seen = 0;
  for await (const _ of stream) seen++;
  if (seen !== length) throw new Error(`read ${seen} of ${length}`);
}

/** Reads a source through the steps. */
const ready = (through: readonly unknown[]) => (length: number) =>
  read(chain(...through).transform(new Source({ length }).sync), length);
const batches = (size: number, through: readonly unknown[]) => (length: number) =>
  read(chain(new Source({ length }).batches(size), ...through).stream(undefined as never), length);
const awaited = (through: readonly unknown[]) => (length: number) =>
  read(
    chain(...through).transform(
      (async function* () {
        for (let at = 0; at < length; at++) yield String(at);
      })(),
    ),
    length,
  );

describe("promises per chunk, for a source and three different fused steps", () => {
  it("are 2 where the source has chunks ready: of next, and of the consumer's await", async () => {
    expect(await perChunk(ready(steps))).toBe(2);
  });

  it("are no more where the outcome is waited for, and so the models are watched", async () => {
    const settling = (length: number) => {
      const stream = chain(...steps).transform(new Source({ length }).sync);
      const { settled } = stream;
      return read(stream, length).then(() => settled);
    };
    expect(await perChunk(settling)).toBe(2);
  });

  it("are 2 and the sixteenth part of a read's own 2 in batches of 16", async () => {
    expect(await perChunk(batches(16, steps))).toBe(2 + 2 / 16);
  });

  it("are 6 where each chunk is awaited from an async generator", async () => {
    expect(await perChunk(awaited(steps))).toBe(6);
  });

  it("are not more with further steps", async () => {
    const further = [...steps, mapEach((x) => [x]), mapEach((x) => ({ x })), mapEach((x) => x), mapEach(String)];
    expect((await perChunk(ready(further))) - (await perChunk(ready(steps)))).toBe(0);
    expect((await perChunk(batches(16, further))) - (await perChunk(batches(16, steps)))).toBe(0);
    expect((await perChunk(awaited(further))) - (await perChunk(awaited(steps)))).toBe(0);
  });

  it("are not more in a conversation", async () => {
    const texts = steps.slice(0, 2);
    const conversation = (size: number) => (length: number) => {
      const getMessageHistory = () => new InMemoryChatMessageHistory();
      const runnable = chain(new Source({ length }).batches(size), ...texts);
      const chat = new RunnableWithMessageHistory({ runnable: runnable as Runnable<unknown>, getMessageHistory });
      return read(chat.stream("hi", { configurable: { sessionId: "1" } }), length);
    };
    expect((await perChunk(conversation(16))) - (await perChunk(batches(16, texts)))).toBe(0);
  });

  it("are not more in an agent, between the calls of its tools", async () => {
    const words = (length: number) => ["call", ...Array.from({ length: length - 1 }, () => "a")];
    const agentOf = (length: number) => {
      const source = new Source({
        length,
        chunk: (at) => new AIMessageChunk({ content: words(length)[at]!, id: "1" }),
      });
      class Model extends ChatModel<ChatModelConfig> {
        readonly name = "Model";
        override get "~alone"() {
          return true;
        }
        protected reply() {
          return source.sync as Iterable<AIMessageChunk>;
        }
      }
      return createAgent({ model: new Model() });
    };
    const run = (length: number) => read(agentOf(length).stream("?"), length + 2);
    expect(await perChunk(run)).toBe(2);
  });

  it("are none in a synchronous run", async () => {
    const count = await perChunk((length) => {
      const source = generator(function* () {
        for (let at = 0; at < length; at++) yield String(at);
      });
      let seen = 0;
      for (const _ of chain(source, ...steps).streamSync(undefined as never)) seen++;
      if (seen !== length) throw new Error(`read ${seen} of ${length}`);
    });
    expect(count).toBe(0);
  });

  it("are 5 in a loop over one side of a message stream, 3 where it is awaited", async () => {
    const message = (length: number) => new Talker(length).streamMessage("?");
    const loop = async (length: number) => {
      for await (const _ of message(length).text);
    };
    expect(await perChunk(loop)).toBe(5);
    expect(await perChunk((length) => message(length).final())).toBe(3);
  });
});

describe("promises per chunk, between the library and the AI SDK", () => {
  const END = { type: "finish", finishReason: { unified: "stop", raw: "stop" }, usage: {} };
  const model = (length: number) =>
    partsModel([...Array.from({ length }, () => ({ type: "text-delta", id: "0", delta: "a" })), END]);
  const readAll = async (stream: ReadableStream<unknown>) => {
    const reader = stream.getReader();
    while (!(await reader.read()).done);
  };
  const plain = async (length: number) => readAll((await model(length).doStream({} as never)).stream);

  it("are 2 more than in a loop over its parts, of a model of it: of next, and of the consumer's await", async () => {
    const ours = await perChunk((length) => read(fromAISDK(model(length)).stream("hi"), length + 1));
    expect(ours - (await perChunk(plain))).toBe(2);
  });

  it("are no more than a stream of the platform takes that is filled with its chunks, of a model of ours", async () => {
    const given = async (length: number) => {
      const { stream } = await toAISDK(new Talker(length)).doStream({ prompt: [] });
      await readAll(stream);
    };
    const filled = (length: number) => {
      const run = new Talker(length).stream("hi");
      const pull = (controller: ReadableStreamDefaultController<unknown>) =>
        run.next().then(({ done, value }) => (done ? controller.close() : controller.enqueue(value)));
      return readAll(new ReadableStream({ pull }, { highWaterMark: 0 }));
    };
    expect((await perChunk(given)) - (await perChunk(filled))).toBe(0);
  });
});

describe("promises per input of a chain of three functions", () => {
  const three = chain(
    (text: string) => text.trim(),
    (text: string) => text.split(" "),
    (words: string[]) => words.length,
  );
  const inputs = (length: number) => Array.from({ length }, () => " a b ") as never[];

  it("are none in a batch", async () => {
    expect(await perChunk((length) => three.batch(inputs(length)))).toBe(0);
    expect(await perChunk((length) => three.batch(inputs(length), { maxConcurrency: 3 }))).toBe(0);
  });

  it("are 2 as they are complete: of next, and of the reader's await", async () => {
    const read = async (length: number) => {
      for await (const _ of three.batchAsCompleted(inputs(length), { maxConcurrency: 3 }));
    };
    expect(await perChunk(read)).toBe(2);
  });
});

/** A model that has its answer at hand. */
class Talker extends ChatModel {
  readonly name = "Talker";
  private readonly length: number;

  constructor(length: number) {
    super();
    this.length = length;
  }

  protected *reply() {
    for (let at = 0; at < this.length; at++) yield new AIMessageChunk("a");
  }
}

describe("promises per chunk under streamEvents, with three events a chunk: of a step that has a source, one behind it, and the whole", () => {
  const LENGTHS: Readonly<Record<string, (length: number) => unknown>> = {
    ready: (length) =>
      RunnableLambda.from(function* () {
        for (let at = 0; at < length; at++) yield String(at);
      }),
    batches: (length) => new Source({ length }).batches(16),
    awaited: (length) =>
      RunnableLambda.from(async function* () {
        for (let at = 0; at < length; at++) yield String(at);
      }),
  };
  const watched = (kind: string) =>
    perChunk(async (length) => {
      let chunks = 0;
      for await (const event of chain(LENGTHS[kind]!(length), steps[0]).streamEvents(undefined as never))
        if (event.event === "on_chain_stream") chunks++;
      if (chunks !== 3 * length) throw new Error(`told of ${chunks} chunks of ${3 * length}`);
    });

  it("are 6 where the source has chunks ready: 2 to read an event", async () => {
    expect(await watched("ready")).toBe(6);
  });

  it("are 6 and the sixteenth part of a read's own 2 in batches of 16", async () => {
    expect(await watched("batches")).toBe(6 + 2 / 16);
  });

  it("are 10 where each chunk is awaited from an async generator", async () => {
    expect(await watched("awaited")).toBe(10);
  });
});
