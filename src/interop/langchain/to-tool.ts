import type { CallbackManagerForToolRun } from "@langchain/core/callbacks/manager";
import { StructuredTool as TheirTool, type ToolRunnableConfig } from "@langchain/core/tools";
import type { JsonSchema } from "../../schema/json-schema.ts";
import type { StructuredTool } from "../../tools/tool.ts";
import { runIn } from "./config-in.ts";
import type { Some } from "./some.ts";
import { valueOut } from "./values.ts";

/** A tool of ours as LangChain's, as `toLangChain` makes it. What its schema says, LangChain shows to a model; it checks itself. */
export class RunletTool<Args, Output> extends TheirTool<JsonSchema, Args, Args, Output> {
  override name: string;
  override description: string;
  override schema: JsonSchema;
  readonly #tool: Some;
  /** It takes text, or a list: LangChain's tools take records alone. */
  readonly #boxed: boolean;

  constructor(tool: StructuredTool<never, unknown>) {
    super();
    const schema = tool.getInputJsonSchema();
    this.#tool = tool as Some;
    this.#boxed = schema["type"] !== undefined && schema["type"] !== "object";
    this.name = tool.name;
    this.description = tool.description;
    this.schema = this.#boxed
      ? { type: "object", properties: { input: schema }, required: ["input"] }
      : { type: "object", ...schema };
  }

  /** By which its events are named. */
  override get lc_id(): string[] {
    return ["runlet", this.name];
  }

  protected override async _call(
    args: Args,
    manager?: CallbackManagerForToolRun,
    config?: ToolRunnableConfig,
  ): Promise<Output> {
    const { toolCall: _, ...options } = config ?? {};
    const run = runIn(options, manager);
    try {
      const given = this.#boxed ? (args as { readonly input: unknown }).input : args;
      return valueOut(await run.begin(() => this.#tool.invoke(given, run.config))) as Output;
    } finally {
      await run.told();
    }
  }
}
