import { isRunletError } from "../../src/errors/error.ts";
import type { StreamEvent } from "../../src/runs/events.ts";
import type { RunnableConfig } from "../../src/runs/config.ts";
import { RunLog } from "../../src/runs/run-log.ts";
import type { RunLogPatch } from "../../src/runs/run-log-patch.ts";
import { NOTHING, thrown } from "../contract/ways.ts";
import { wrongs } from "../support/well-formed.ts";
import { begins, partialWrongs, plain } from "./begins.ts";
import type { Ender } from "./endings.ts";
import { INPUT, type Program } from "./programs.ts";

/** A way of reading a run. */
interface Way {
  /** Read item by item, so that it may be left. */
  readonly items: boolean;
  /** Runs the program, and throws what it throws. Gives what is wrong with what was read, a sentence each. */
  read(program: Program, config: RunnableConfig, ender: Ender): Promise<string[]>;
}

const input = INPUT as never;

function wholeWrongs(what: string, value: unknown, { whole }: Program): string[] {
  const got = plain(value);
  return JSON.stringify(got) === JSON.stringify(whole) || same(got, whole) ? [] : [`${what} is ${show(got)}`];
}

/** Keys may come in any order. */
const same = (a: unknown, b: unknown): boolean => begins(a, b) && begins(b, a);

const show = (value: unknown): string => String(JSON.stringify(value)).slice(0, 200);

/** How the ways go on where `read` throws: with what had come by then. */
async function reading(read: () => Promise<void>, after: (whole: boolean) => Promise<string[]>, ender: Ender) {
  let failed = true;
  const found: string[] = [];
  try {
    await read();
    failed = false;
  } finally {
    found.push(...(await after(!failed && !ender.left)));
    // Nobody else is told of these.
    if (failed && found.length > 0) throw new Error(found.join("; "));
  }
  return found;
}

export const ways: Readonly<Record<string, Way>> = {
  stream: {
    items: true,
    read(program, config, ender) {
      let said = "";
      const onReset = () => void (said = "");
      const stream = program.runnable.stream(input, { ...config, onReset });
      const isText = typeof program.whole === "string";
      const take = (chunk: unknown) => {
        if (isText) said += String(plain(chunk));
      };
      const after = async (whole: boolean) => {
        if (isText && !(whole ? said === program.whole : begins(said, program.whole))) return [`it says "${said}"`];
        if (whole) return wholeWrongs("final()", await stream.final(), program);
        if (!ender.left) return [];
        const error = await thrown(() => stream.final());
        // All of it may have come before it was left.
        if (error === NOTHING) return wholeWrongs("final()", await stream.final(), program);
        if (!isRunletError(error)) return [`final() of what was left gives ${String(error)}`];
        return partialWrongs(error, program);
      };
      return reading(() => ender.read(stream, take), after, ender);
    },
  },
  streamEvents: {
    items: true,
    read(program, config, ender) {
      const events: StreamEvent[] = [];
      const take = (event: StreamEvent) => void events.push(event);
      const after = async (whole: boolean) => {
        if (ender.left) return [];
        const found = wrongs(events);
        const { data } = events.at(-1) ?? { data: undefined };
        if (whole) found.push(...wholeWrongs("the last event's output", (data as { output: unknown }).output, program));
        return found;
      };
      return reading(() => ender.read(program.runnable.streamEvents(input, config), take), after, ender);
    },
  },
  streamLog: {
    items: true,
    read(program, config, ender) {
      const patches: RunLogPatch[] = [];
      const take = (patch: RunLogPatch) => void patches.push(patch);
      const after = async (whole: boolean) => {
        const { state } = RunLog.from(patches);
        return whole ? wholeWrongs("the log's output", state?.final_output, program) : [];
      };
      return reading(() => ender.read(program.runnable.streamLog(input, config), take), after, ender);
    },
  },
  invoke: {
    items: false,
    read: async (program, config) => wholeWrongs("the output", await program.runnable.invoke(input, config), program),
  },
  batch: {
    items: false,
    async read(program, config) {
      const outputs = await program.runnable.batch([input, input, input], { ...config, maxConcurrency: 2 });
      return outputs.flatMap((output, at) => wholeWrongs(`output ${at}`, output, program));
    },
  },
};
