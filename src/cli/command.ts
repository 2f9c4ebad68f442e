import { isRunletError } from "../errors/error.ts";
import { StringOutputParser } from "../parsers/string.ts";
import { ChatPromptTemplate } from "../prompts/chat-prompt-template.ts";
import { ChatZhipuAI } from "../providers/zhipu/chat-model.ts";
import { HELP, parse, type Arguments } from "./arguments.ts";
import { readConfigFile } from "./config-file.ts";
import { DEMO_LINE, demoServer, NO_KEY_LINES } from "./demo.ts";
import { eventLine } from "./event-line.ts";
import { patchLines } from "./patch-lines.ts";
import { printAnswer, printTold } from "./print.ts";
import type { Surroundings } from "./surroundings.ts";
import { UsageError } from "./usage-error.ts";
import { version } from "./version.ts";

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

/** Streams the answer, or what happens on the way to it, to the output, and says on the other one what went wrong. */
async function answer(args: Arguments, model: ChatZhipuAI, at: Surroundings): Promise<number> {
  try {
    await print(args, model, at);
    return 0;
  } catch (error) {
    // Interrupted, or nobody reads any more: there is nobody to tell.
    if (at.signal.aborted) return 130;
    at.err(`runlet: ${isRunletError(error) ? error.message : String(error)}\n`);
    return 1;
  }
}

function print({ question, print, filter }: Arguments, model: ChatZhipuAI, at: Surroundings): Promise<void> {
  const chain = ChatPromptTemplate.fromTemplate("{question}")
    .withConfig({ runName: "prompt" })
    .pipe(model.withConfig({ runName: "model" }))
    .pipe(new StringOutputParser().withConfig({ runName: "parser" }));
  const config = { runName: "runlet", signal: at.signal };
  if (print === "events") return printTold(chain.streamEvents({ question }, config, filter), eventLine, at);
  if (print === "log") return printTold(chain.streamLog({ question }, config, filter), patchLines, at);
  return printAnswer(chain.stream({ question }, config), print === "chunks" ? "|" : "", at);
}
