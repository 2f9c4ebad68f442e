import { isRunletError } from "../errors/error.ts";
import { StringOutputParser } from "../parsers/string.ts";
import { ChatPromptTemplate } from "../prompts/chat-prompt-template.ts";
import { autoModel } from "../auto/auto-model.ts";
import type { ChatModel } from "../models/chat-model.ts";
import { HELP, parse, type Arguments } from "./arguments.ts";
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
    return await ask({ ...args, question: await questionOf(args, at) }, at);
  } catch (error) {
    if (at.signal.aborted) return 130;
    if (!(error instanceof UsageError)) throw error;
    at.err(`runlet: ${error.message}\nSee runlet --help.\n`);
    return 2;
  }
}

/** What is asked: the words of the command line, and behind them what is piped into it. */
async function questionOf({ question, stdin }: Arguments, at: Surroundings): Promise<string> {
  const input = await at.input(stdin);
  if (stdin && input === undefined) throw new UsageError("The standard input is a terminal, which is not read.");
  const parts = [question, (input ?? "").trimEnd()].filter((part) => part !== "");
  if (parts.length === 0) throw new UsageError("Nothing was asked.");
  return parts.join("\n\n");
}

async function ask(args: Arguments, at: Surroundings): Promise<number> {
  const model = await modelOf(args, at);
  return typeof model === "number" ? model : answer(args, model, at);
}

/** The model to ask; or the exit status, where there is none. */
async function modelOf(args: Arguments, at: Surroundings): Promise<ChatModel | number> {
  const { model, temperature, baseURL, config, probe } = args;
  try {
    return await autoModel({
      model: args.demo === "always" ? "demo" : model,
      temperature,
      baseURL,
      config,
      probe,
      env: at.env,
      demo: args.demo === "if-needed" || at.terminal !== undefined,
      say: (line) => at.err(`${line}\n`),
    });
  } catch (error) {
    if (!isRunletError(error)) throw error;
    at.err(`runlet: ${error.message}\nSee runlet --help. For a demo that needs no model, add --demo.\n`);
    return 2;
  }
}

/** Streams the answer, or what happens on the way to it, to the output, and says on the other one what went wrong. */
async function answer(args: Arguments, model: ChatModel, at: Surroundings): Promise<number> {
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

function print({ question, print, filter }: Arguments, model: ChatModel, at: Surroundings): Promise<void> {
  const chain = ChatPromptTemplate.fromTemplate("{question}")
    .withConfig({ runName: "prompt" })
    .pipe(model.withConfig({ runName: "model" }))
    .pipe(new StringOutputParser().withConfig({ runName: "parser" }));
  const config = { runName: "runlet", signal: at.signal };
  if (print === "events") return printTold(chain.streamEvents({ question }, config, filter), eventLine, at);
  if (print === "log") return printTold(chain.streamLog({ question }, config, filter), patchLines, at);
  return printAnswer(chain.stream({ question }, config), print === "chunks" ? "|" : "", at);
}
