import type { StructuredToolInterface } from "@langchain/core/tools";
import { toJsonSchema } from "@langchain/core/utils/json_schema";
import type { Call, Op } from "../../engine/op.ts";
import { callInside } from "../../runs/ambient.ts";
import { stepConfig, type RunnableStep } from "../../runs/config.ts";
import { limitOf } from "../../runs/timeout.ts";
import { isToolCall } from "../../tools/call.ts";
import { StructuredTool } from "../../tools/tool.ts";
import { configOut } from "./config-out.ts";
import { nameOf } from "./runnable.ts";
import type { Theirs } from "./structure.ts";
import { valueIn } from "./values.ts";

/** A tool of LangChain's as ours, as `fromLangChain` makes it. It checks its arguments itself, as it does there. */
export class LangChainTool<in Args, out Output> extends StructuredTool<Args, Output> {
  readonly #tool: Theirs;

  constructor(tool: StructuredToolInterface) {
    const theirs = tool as unknown as Theirs;
    super(() => undefined, {
      name: nameOf(theirs),
      description: tool.description,
      schema: toJsonSchema(tool.schema) as Record<string, unknown>,
      returnDirect: tool.returnDirect,
    });
    this.#tool = theirs;
  }

  override "~answering"(step: RunnableStep): readonly Op[] {
    const call: Call = {
      sees: "value",
      step,
      waits: step,
      run: (input, context) => {
        const config = stepConfig(context);
        const first = limitOf("tool", config);
        if (first) context.limitWaits({ first });
        const given = isToolCall(input) ? { ...input } : input;
        const output = callInside(config, () => this.#tool.invoke(given, configOut(config)));
        return Promise.resolve(output).then((value) => ({ kind: "value", value: valueIn(value) }));
      },
    };
    return [call];
  }
}
