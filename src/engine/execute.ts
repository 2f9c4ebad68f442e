import { Collector } from "./collector.ts";
import type { KeepLimit } from "./join.ts";
import type { Program } from "./program.ts";
import { Reader } from "./reader.ts";
import type { Telling } from "./telling.ts";
import { ToldReader } from "./told-reader.ts";
import { Run, type RunOptions, type Stages } from "./run.ts";
import type { Source } from "./source.ts";

const stages: Stages = {
  read: (run, cut, input, depth, host) => new Reader(run, cut, input, depth, undefined, host),
  collect: (run, cut, input, depth) => new Collector(run, cut, input, depth),
};

function start(program: Program, options: RunOptions): Run {
  return new Run(options, program, stages);
}

/** The output of `program`, chunk by chunk, synchronously or not. Nothing runs before the first chunk is asked for. */
export function read(program: Program, input: Source, options: RunOptions, keep?: KeepLimit): Reader {
  return new Reader(start(program, options), program.end, input, 0, keep);
}

/** What is told of a run of `program`, in place of its output. */
export function readTold<T>(
  program: Program,
  input: Source,
  options: RunOptions,
  telling: Telling<T>,
  keep: KeepLimit,
): ToldReader<T> {
  return new ToldReader(start(program, options), program.end, input, telling, keep);
}

/** A run of `program` for its joined output. It has not begun: whoever has it makes it go on, and may end it. */
export function collector(program: Program, input: Source, options: RunOptions): Collector {
  return new Collector(start(program, options), program.end, input, 0);
}

/** The joined output of `program`. */
export function collect(program: Program, input: Source, options: RunOptions): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const stage = collector(program, input, options);
    const end = () => (stage.failure ? reject(stage.failure.error) : resolve(stage.value()));
    if (stage.advance()) end();
    else stage.onEnd = end;
  });
}

/** The joined output of `program`, without waiting: every step must be synchronous. */
export function collectSync(program: Program, input: Source, options: RunOptions): unknown {
  const stage = collector(program, input, options);
  stage.advance();
  if (stage.failure) throw stage.failure.error;
  return stage.value();
}
