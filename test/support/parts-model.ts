import type { AISDKCallOptions, AISDKModel } from "../../src/interop/ai-sdk/specification.ts";

interface PartsOptions {
  readonly version?: AISDKModel["specificationVersion"];
  /** Gets what the model is asked. */
  readonly asked?: AISDKCallOptions[];
  readonly seen?: { pulled: number; cancelled: number };
  /** Thrown in the place of an answer; or nothing comes until the request is aborted. */
  readonly answer?: Error | "never";
}

/** A model of the AI SDK that streams these parts: an error breaks the stream, at "wait" nothing more comes. */
export function partsModel(
  parts: readonly unknown[],
  { version = "v3", asked, seen = { pulled: 0, cancelled: 0 }, answer }: PartsOptions = {},
): AISDKModel {
  return {
    specificationVersion: version,
    provider: "parts.chat",
    modelId: "m-1",
    async doStream(options: AISDKCallOptions) {
      asked?.push(options);
      if (answer instanceof Error) throw answer;
      if (answer)
        await new Promise((_, reject) =>
          options.abortSignal?.addEventListener("abort", () => reject(new Error("aborted"))),
        );
      return { stream: streamOf(parts, seen) };
    },
  };
}

function streamOf(parts: readonly unknown[], seen: { pulled: number; cancelled: number }): ReadableStream<unknown> {
  let at = 0;
  return new ReadableStream(
    {
      pull(controller) {
        if (at === parts.length) return controller.close();
        const part = parts[at++];
        seen.pulled++;
        if (part === "wait") return new Promise(() => {});
        if (part instanceof Error) controller.error(part);
        else controller.enqueue(part);
        return undefined;
      },
      cancel() {
        seen.cancelled++;
      },
    },
    { highWaterMark: 0 },
  );
}
