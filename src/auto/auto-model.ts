import { RunletError } from "../errors/error.ts";
import type { ChatModelConfig } from "../models/call-options.ts";
import type { ChatModel } from "../models/chat-model.ts";
import type { Environment } from "../providers/environment.ts";
import { choose, type Choice } from "./choose.ts";
import { readConfigFile } from "./config-file.ts";
import { demoModel } from "./demo.ts";
import type { Server } from "./servers.ts";
import { SERVICES } from "./services.ts";

export interface AutoModelOptions {
  /**
   * The model to ask: `service:model` (as in "anthropic:claude-sonnet-4-5"), `service` for the one that it has by default,
   * the name of a model that says whose it is ("gpt-5-mini", "glm-4-plus"), the path of a GGUF file, which is run in this process and ends with ".gguf", or the
   * name of one that a server on this machine has. "demo" is the demo.
   */
  readonly model?: string | undefined;
  /** Default: what the environment has for the service. */
  readonly apiKey?: string | undefined;
  /** Where the model is. Where none is named, it is the first one of the server there. */
  readonly baseURL?: string | undefined;
  readonly temperature?: number | undefined;
  /** The path of a GGUF file, which is run in this process where no model is named, no key is set and no server has a model. */
  readonly gguf?: string | undefined;
  /** The path of a YAML file with `api_key`, `model`, `temperature`, `base_url`, `gguf`. What is given beside it goes before it. */
  readonly config?: string | undefined;
  /** Where keys and addresses are looked for, also by the model. Default: the environment of the process, of which nothing is taken else. */
  readonly env?: Environment | undefined;
  /** Whether to look for a model server on this machine. Default: true. */
  readonly probe?: boolean | undefined;
  /** How long servers are waited for, all at once, in milliseconds. Default: 300; where an address or a server was named, 5,000. */
  readonly patienceMs?: number | undefined;
  /** The servers that are looked for. Default: those of Ollama, LM Studio, llama.cpp, vLLM, Jan and Docker Model Runner. */
  readonly servers?: readonly Server[] | undefined;
  /** Whether to give the demo where there is nothing else: written answers, of no model. Default: true. */
  readonly demo?: boolean | undefined;
  /** Told, in one line, which model it is and why. Default: writes it to the standard error. */
  readonly say?: ((line: string) => void) | undefined;
}

/**
 * A chat model out of what there is: the one that is named; else one of the service whose key is given, in a file or in the
 * environment (ZHIPUAI_API_KEY, OPENAI_API_KEY, ANTHROPIC_API_KEY, GOOGLE_API_KEY and so on, in that order); else one of a server
 * that runs on this machine; else the one in the GGUF file that is given; else the demo. It says which one it is, and why.
 *
 * What was named and cannot be had is an error, and a key that the service refuses is one when the model is asked: nothing else is
 * taken in its place.
 *
 * @throws RunletError `config`, `auth` or `connection` where what was named cannot be had; `config` where there is none, and no demo is wanted
 * @example
 * const model = await autoModel();
 * for await (const chunk of model.stream("what color is the sky?")) process.stdout.write(chunk.text);
 */
export async function autoModel(options: AutoModelOptions = {}): Promise<ChatModel<ChatModelConfig>> {
  const { say = toStderr, demo = true, probe = true, env = process.env } = options;
  if (options.model === "demo") {
    say(DEMO);
    return demoModel();
  }
  const file = options.config === undefined ? {} : readConfigFile(options.config);
  const choice = await choose({ ...options, file, env, servers: probe ? options.servers : [] });
  if (choice) {
    const model = await SERVICES[choice.service].load({ ...choice.opening, env: options.env });
    say(lineOf(choice, model));
    return model;
  }
  if (!demo) throw new RunletError("config", NOTHING, { phase: "config" });
  say(DEMO);
  return demoModel();
}

function lineOf({ service, opening, why }: Choice, model: ChatModel): string {
  const name = opening.model ?? (model as { model?: string }).model;
  return `Model: ${service}${name === undefined ? "" : `:${name}`} (${why}).`;
}

const DEMO =
  "Model: the demo, with written answers; no model is asked. For real answers set a key, such as ZHIPUAI_API_KEY or OPENAI_API_KEY, start Ollama, or name a GGUF file.";

const NOTHING =
  "There is no model: no key is in the environment (ZHIPUAI_API_KEY, OPENAI_API_KEY, ANTHROPIC_API_KEY, …), and no model server answers on this machine.";

function toStderr(line: string): void {
  process.stderr.write(`${line}\n`);
}
