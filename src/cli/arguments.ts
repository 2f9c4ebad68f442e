import { parseArgs } from "node:util";
import type { EventFilter } from "../runs/event-filter.ts";
import { filterOf, filtered, TYPES } from "./filter.ts";
import { UsageError } from "./usage-error.ts";

export const HELP = `runlet: ask a language model, and see the answer as it comes

  runlet [options] "tell me a joke about parrot"
  git diff | runlet [options] "summarise this"

  --chunks             print | after each chunk
  --events             print what happens in each step, as it happens: readable in a terminal, else as lines of JSON
  --log                print the same as patches (JSON Patch) of a log of the run
  --types LIST         only what happens in steps of these types: ${TYPES.join(", ")}
  --names LIST         or of these names: runlet, prompt, model, parser
  --tags LIST          or of these tags, such as seq:step:2
  --model NAME         the model to ask: service:model, as in openai:gpt-5-mini, ollama:llama3.2, zhipu:glm-4-plus; or a name
                       that says whose it is; or one that a server on this machine has; or a GGUF file, model.gguf
  --temperature N      from 0 (the likeliest answer) to 2, as far as the service takes it
  --base-url URL       where the model is
  --config FILE        settings in YAML: api_key, model, temperature, base_url, gguf
  --no-probe           do not look for a model server on this machine
  --demo               written answers, word by word; no model is asked
  --demo-if-needed     the demo, if there is no model
  --help, --version

What is piped into it stands behind the question, or is the question where there is none. A terminal is not read. A program that
starts the command and writes nothing is waited for a second; with - as the last word, until it has ended the input.

The model is the one that is named; else one whose key is api_key in the file, or in the environment (ZHIPUAI_API_KEY,
OPENAI_API_KEY, ANTHROPIC_API_KEY, GOOGLE_API_KEY, …); else one of a server on this machine (Ollama, LM Studio, llama.cpp, vLLM, Jan,
Docker Model Runner); else the GGUF file that the settings name. A GGUF file needs node-llama-cpp: npm install node-llama-cpp.
Which one it is, and why, is said on the standard error.
Without any, a terminal gets the demo; a pipe or a file gets an error, so that a demo is never taken for an answer.
Exit status: 0 done, 1 the run failed, 2 wrong use, 130 interrupted (Ctrl-C).
`;

/** What is printed: the answer, the same with its chunks marked, or what happens in the run. */
const PRINTS = ["chunks", "events", "log"] as const;

export interface Arguments {
  /** The words of the command line; empty where there are none. */
  readonly question: string;
  /** Whether the standard input was asked for, by - as the last word. */
  readonly stdin: boolean;
  readonly print: "answer" | (typeof PRINTS)[number];
  /** Which runs are told of, where it is not the answer that is printed. */
  readonly filter: EventFilter;
  readonly demo: "never" | "if-needed" | "always";
  readonly model: string | undefined;
  readonly temperature: number | undefined;
  readonly baseURL: string | undefined;
  readonly config: string | undefined;
  /** Whether to look for a model server on this machine. */
  readonly probe: boolean;
}

/** What was asked for: a run, or one of two things to print. */
export function parse(argv: readonly string[]): Arguments | "help" | "version" {
  const { values, positionals } = read(argv);
  if (values.help) return "help";
  if (values.version) return "version";
  const stdin = positionals.at(-1) === "-";
  const question = (stdin ? positionals.slice(0, -1) : positionals).join(" ").trim();
  const prints = PRINTS.filter((way) => values[way]);
  if (prints.length > 1)
    throw new UsageError(`Only one of ${prints.map((way) => `--${way}`).join(" and ")} can be printed.`);
  const [print = "answer"] = prints;
  if (print !== "events" && print !== "log" && filtered(values))
    throw new UsageError("--types, --names and --tags need --events or --log.");
  return {
    question,
    stdin,
    print,
    filter: filterOf(values),
    demo: values.demo ? "always" : values["demo-if-needed"] ? "if-needed" : "never",
    model: values.model,
    temperature: values.temperature === undefined ? undefined : temperature(values.temperature),
    baseURL: values["base-url"],
    config: values.config,
    probe: !values["no-probe"],
  };
}

function read(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        chunks: { type: "boolean" },
        events: { type: "boolean" },
        log: { type: "boolean" },
        types: { type: "string", multiple: true },
        names: { type: "string", multiple: true },
        tags: { type: "string", multiple: true },
        model: { type: "string" },
        temperature: { type: "string" },
        "base-url": { type: "string" },
        config: { type: "string" },
        "no-probe": { type: "boolean" },
        demo: { type: "boolean" },
        "demo-if-needed": { type: "boolean" },
        help: { type: "boolean", short: "h" },
        version: { type: "boolean" },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function temperature(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && value >= 0 && value <= 2) return value;
  throw new UsageError(`--temperature is a number from 0 to 2, not "${text}".`);
}
