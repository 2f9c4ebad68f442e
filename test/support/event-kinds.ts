import { text, type Join } from "../../src/engine/join.ts";
import type { Each, Op } from "../../src/engine/op.ts";
import { AIMessageChunk } from "../../src/messages/ai.ts";
import { joinMessages } from "../../src/messages/concat.ts";
import { HumanMessage } from "../../src/messages/human.ts";
import { StringPromptValue } from "../../src/messages/prompt-value.ts";
import { ChatModel } from "../../src/models/chat-model.ts";
import { LLM } from "../../src/models/llm.ts";
import { OutputParser } from "../../src/parsers/output-parser.ts";
import { PromptTemplate } from "../../src/prompts/prompt-template.ts";
import { Document } from "../../src/retrievers/document.ts";
import { Retriever } from "../../src/retrievers/retriever.ts";
import { generator } from "../../src/runnables/generator.ts";
import type { Runnable } from "../../src/runnables/runnable.ts";
import type { RunnableStep } from "../../src/runs/config.ts";
import type { RunType } from "../../src/runs/kind.ts";
import { tool } from "../../src/tools/tool.ts";

/** A kind of run, and what its events have in them. */
export interface EventKind {
  /** A runnable of that kind, which calls `midway` when it has given what it gives before its last chunk. */
  make(midway: () => void): Runnable<never, unknown, unknown>;
  /** What it is run on, and what its events say of that where it is inside another run. */
  readonly given: unknown;
  readonly told: unknown;
  /** It can take chunks: what it is given is not known at its start, where that comes in chunks. */
  readonly takesChunks: boolean;
  /** What its stream events have, the last one after it. None, where the table has no such event. */
  readonly chunks: readonly unknown[];
  readonly output: unknown;
}

const said = ["Hel", "lo"].map((content) => new AIMessageChunk({ content, id: "1" }));

class Chat extends ChatModel {
  readonly name = "Chat";
  private readonly midway: () => void;

  constructor(midway: () => void) {
    super();
    this.midway = midway;
  }

  protected async *reply() {
    yield said[0]!;
    this.midway();
    yield said[1]!;
  }
}

class Completion extends LLM {
  readonly name = "Completion";
  private readonly midway: () => void;

  constructor(midway: () => void) {
    super();
    this.midway = midway;
  }

  protected async *complete() {
    yield "Hel";
    this.midway();
    yield "lo";
  }
}

class Shelf extends Retriever {
  readonly name = "Shelf";
  private readonly midway: () => void;

  constructor(midway: () => void) {
    super();
    this.midway = midway;
  }

  protected async retrieve(query: string) {
    this.midway();
    return [new Document({ pageContent: query })];
  }
}

/** Gives each letter by itself. */
class Letters extends OutputParser<string, string> {
  readonly name = "Letters";
  private readonly midway: () => void;

  constructor(midway: () => void) {
    super();
    this.midway = midway;
  }

  "~ops"(step: RunnableStep): readonly Op[] {
    const { midway } = this;
    const op: Each<string, string> = {
      sees: "chunk",
      step,
      join: () => text as Join,
      open: (out) => ({
        push(chunk) {
          const letters = [...chunk];
          for (const letter of letters.slice(0, -1)) out.push(letter);
          midway();
          out.push(letters.at(-1)!);
        },
      }),
    };
    return [op];
  }
}

/** Of every type of run there is. */
export const eventKinds: Readonly<Record<RunType, EventKind>> = {
  chat_model: {
    make: (midway) => new Chat(midway),
    given: "hello",
    told: { messages: [[new HumanMessage("hello")]] },
    takesChunks: false,
    chunks: said,
    output: joinMessages(said),
  },
  llm: {
    make: (midway) => new Completion(midway),
    given: "hello",
    told: { prompts: ["hello"] },
    takesChunks: false,
    chunks: [{ text: "Hel" }, { text: "lo" }],
    output: "Hello",
  },
  chain: {
    make: (midway) =>
      generator(
        async function* (texts: AsyncIterable<string>) {
          for await (const each of texts) {
            yield each;
            midway();
            yield "!";
          }
        },
        { join: "text" },
      ),
    given: "hello",
    told: "hello",
    takesChunks: true,
    chunks: ["hello", "!"],
    output: "hello!",
  },
  prompt: {
    make: (midway) => {
      const mark = () => {
        midway();
        return "!";
      };
      return new PromptTemplate({ template: "about {topic}{mark}", partialVariables: { mark } });
    },
    given: { topic: "parrot" },
    told: { topic: "parrot" },
    takesChunks: false,
    chunks: [],
    output: new StringPromptValue("about parrot!"),
  },
  parser: {
    make: (midway) => new Letters(midway),
    given: "abc",
    told: "abc",
    takesChunks: true,
    chunks: ["a", "b", "c"],
    output: "abc",
  },
  retriever: {
    make: (midway) => new Shelf(midway),
    given: "where?",
    told: { query: "where?" },
    takesChunks: false,
    chunks: [],
    output: [new Document({ pageContent: "where?" })],
  },
  tool: {
    make: (midway) =>
      tool(
        async function* ({ city }) {
          yield `asking for ${city as string}`;
          midway();
          yield "found";
          return "rain";
        },
        { name: "weather", schema: { type: "object" } },
      ),
    given: { city: "Paris" },
    told: { city: "Paris" },
    takesChunks: false,
    chunks: ["asking for Paris", "found"],
    output: "rain",
  },
};
