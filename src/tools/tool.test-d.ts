import { ToolMessage } from "../messages/tool.ts";
import type { ToolCall } from "../messages/tool-calls.ts";
import type { Assert, Equal } from "../../test/types/equal.ts";
import { RunnableLambda } from "../runnables/lambda.ts";
import type { StandardSchema } from "../schema/standard-schema.ts";
import { tool, type StructuredTool } from "./tool.ts";

declare const City: StandardSchema<{ city: string; days?: string }, { city: string; days: number }>;
declare const call: ToolCall;

const weather = tool(({ city, days }) => ({ city: city.toUpperCase(), days: days.toFixed() }), {
  name: "weather",
  schema: City,
});
type Weather = { city: string; days: string };
export type WeatherIs = Assert<Equal<typeof weather, StructuredTool<{ city: string; days?: string }, Weather>>>;

const given: Promise<Weather> = weather.invoke({ city: "Paris" });
const answered: Promise<ToolMessage> = weather.invoke(call);
const at: Weather = weather.invokeSync({ city: "Paris", days: "2" }, { tags: ["a"] });
const message: ToolMessage = weather.invokeSync(call);
// @ts-expect-error: the schema's input, not its output
void weather.invoke({ city: "Paris", days: 2 });
// @ts-expect-error: an argument is missing
void weather.invoke({});

// In a chain it may be given either.
RunnableLambda.from((city: string) => ({ city }))
  .pipe(weather)
  .pipe((output) => {
    const either: Weather | ToolMessage = output;
    // @ts-expect-error: it may be a message
    const one: Weather = output;
    return [either, one];
  });
RunnableLambda.from((_: string) => call).pipe(weather);
// @ts-expect-error: not what the tool takes
RunnableLambda.from((city: string) => ({ town: city })).pipe(weather);

// Generators give what they return
const generators = {
  sync: tool(
    function* ({ city }) {
      yield 1;
      return city;
    },
    { name: "x", schema: City },
  ),
  async: tool(
    async function* ({ city }, config) {
      yield config.signal;
      return city;
    },
    { name: "x", schema: City },
  ),
  promised: tool(
    function* ({ city }) {
      yield 1;
      return Promise.resolve(city);
    },
    { name: "x", schema: City },
  ),
  maybe: tool(
    ({ city }) =>
      city === ""
        ? 0
        : (function* () {
            yield 1;
            return city;
          })(),
    { name: "x", schema: City },
  ),
  late: tool(async ({ city }) => city, { name: "x", schema: City }),
  untyped: tool((): any => 1, { name: "x", schema: City }),
};
type Output<T extends { invoke(args: never): unknown }> = Awaited<ReturnType<T["invoke"]>>;
export type GeneratorsAre = Assert<
  Equal<
    { [K in keyof typeof generators]: Output<(typeof generators)[K]> },
    { sync: string; async: string; promised: string; maybe: string | 0; late: string; untyped: unknown }
  >
>;

// JSON Schema says nothing to the types
const open = tool(
  (args) => {
    const city: unknown = args["city"];
    // @ts-expect-error: nobody has checked it
    const text: string = args["city"];
    return [city, text];
  },
  { name: "open", description: "x", schema: { type: "object", properties: { city: { type: "string" } } } },
);
void open.invoke({ city: 7 });
// @ts-expect-error: the name is missing
tool(() => 1, { schema: City });
// @ts-expect-error: no schema
tool(() => 1, { name: "x", schema: 7 });

// Content and artifact
const drawn = tool(({ city }) => [`a map of ${city}`, { city, bytes: new Uint8Array() }], {
  name: "draw",
  schema: City,
  responseFormat: "content_and_artifact",
});
export type DrawnIs = Assert<Equal<Output<typeof drawn>, string>>;
const drawing = {
  generator: tool(
    async function* ({ city }) {
      yield 1;
      return [[{ type: "text", text: city } as const], 7];
    },
    { name: "draw", schema: City, responseFormat: "content_and_artifact" },
  ),
  late: tool(async ({ city }) => [city, 7], { name: "draw", schema: City, responseFormat: "content_and_artifact" }),
  content: tool(async ({ city }) => [city, 7], { name: "draw", schema: City, responseFormat: "content" }),
};
export type DrawingIs = Assert<
  Equal<
    { [K in keyof typeof drawing]: Output<(typeof drawing)[K]> },
    {
      generator: { readonly type: "text"; readonly text: string }[];
      late: string;
      content: (string | number)[];
    }
  >
>;
// @ts-expect-error: only one of both
tool(({ city }) => city, { name: "draw", schema: City, responseFormat: "content_and_artifact" });

// Events
for await (const event of weather.streamEvents({ city: "Paris" })) {
  if (event.event === "on_tool_stream") console.log(event.data.chunk);
  // @ts-expect-error: a start has no chunk
  if (event.event === "on_tool_start") console.log(event.data.chunk);
}

export { answered, at, given, message };
