import { isRunletError } from "../errors/error.ts";
import { StringOutputParser } from "../parsers/string.ts";
import { ChatPromptTemplate } from "../prompts/chat-prompt-template.ts";
import { ChatZhipuAI } from "../providers/zhipu/chat-model.ts";
import { HELP, parse, type Arguments } from "./arguments.ts";
import { readConfigFile } from "./config-file.ts";
import { DEMO_LINE, demoServer, NO_KEY_LINES } from "./demo.ts";
import { UsageError } from "./usage-error.ts";
import { version } from "./version.ts";

/** What the command has to do with the world. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Somebody looks at the output. */
  readonly terminal: boolean;
  /** Ends the run. */
  readonly signal: AbortSignal;
  /** Writes a piece of output, and settles when there is room for more. */
  out(text: string): Promise<void> | void;
  err(text: string): void;
}

/** Runs the command, and gives its exit status. */
export async function command(argv: readonly string[], at: Surroundings): Promise<number> {
  try {
    const args = parse(argv);
    if (args === "help" || args === "version") {
      await at.out(args === "help" ? HELP : `${version()}\n`);
      return 0;
    }
    return await ask(args, at);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    at.err(`runlet: ${error.message}\nSee runlet --help.\n`);
    return 2;
  }
}

async function ask(args: Arguments, at: Surroundings): Promise<number> {
  const file = args.config === undefined ? {} : readConfigFile(args.config);
  const apiKey = file.api_key ?? at.env["ZHIPUAI_API_KEY"];
  const model = args.model ?? file.model;
  const temperature = args.temperature ?? file.temperature ?? 0;
  if (args.demo !== "always" && apiKey) {
    const baseURL = args.baseURL ?? file.base_url ?? at.env["ZHIPUAI_API_BASE"];
    return answer(args, new ChatZhipuAI({ model, temperature, apiKey, baseURL }), at);
  }
  if (args.demo === "never" && !at.terminal) {
    at.err(NO_KEY_LINES);
    return 2;
  }
  at.err(DEMO_LINE);
  await using server = await demoServer();
  return await answer(args, new ChatZhipuAI({ model, temperature, apiKey: "demo.key", baseURL: server.url }), at);
}

/** Streams the answer to the output, and says on the other one what went wrong. */
async function answer(args: Arguments, model: ChatZhipuAI, at: Surroundings): Promise<number> {
  const chain = ChatPromptTemplate.fromTemplate("{question}").pipe(model).pipe(new StringOutputParser());
  const mark = args.chunks ? "|" : "";
  let begun = false;
  try {
    for await (const text of chain.stream({ question: args.question }, { signal: at.signal })) {
      begun = true;
      await at.out(text + mark);
    }
    await at.out("\n");
    return 0;
  } catch (error) {
    // Interrupted, or nobody reads any more: there is nobody to tell.
    if (at.signal.aborted) return 130;
    if (begun) await at.out("\n");
    at.err(`runlet: ${isRunletError(error) ? error.message : String(error)}\n`);
    return 1;
  }
}
