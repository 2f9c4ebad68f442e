import type { Sink } from "../../engine/op.ts";
import type { AIMessage } from "../../messages/ai.ts";
import type { ContentBlockStartEvent, ContentBlockDeltaEvent, MessageStreamEvent } from "../../messages/events.ts";
import type { UsageMetadata } from "../../messages/usage.ts";
import { madeUpCallId, toldOf, wholePart, type CallMetadata } from "./content.ts";
import { reasonOf } from "./finish.ts";
import type { StreamPart } from "./specification.ts";
import { toldUsage } from "./usage.ts";

/** A tool call while its arguments come. */
interface Call {
  readonly id: string;
  name: string | undefined;
  /** What has come before its name. */
  held: string;
}

/** Takes what happens to a message, and makes of it the parts that a model of the AI SDK streams. */
export class Telling implements Sink<MessageStreamEvent> {
  private readonly out: Sink<StreamPart>;
  private readonly calls = new Map<number, Call>();
  private readonly metadata: () => CallMetadata;
  private usage: UsageMetadata | undefined = undefined;

  /** @param metadata what has come by now of what a provider says of its tool calls */
  constructor(out: Sink<StreamPart>, metadata: () => CallMetadata) {
    this.out = out;
    this.metadata = metadata;
  }

  push(event: MessageStreamEvent): void {
    switch (event.type) {
      case "content-block-start":
        return this.start(event);
      case "content-block-delta":
        return this.delta(event);
      case "content-block-finish":
        return this.finish(String(event.index), event);
      case "usage":
        this.usage = event.usage;
        return undefined;
      case "message-finish":
        return this.end(event.message);
      default:
        return undefined;
    }
  }

  end(message?: AIMessage): void {
    if (!message) return;
    const { provider_metadata: metadata } = message.response_metadata;
    this.out.push({
      type: "finish",
      finishReason: reasonOf(message),
      usage: toldUsage(this.usage),
      ...toldOf({ providerMetadata: metadata }),
    });
  }

  private start({ index, content }: ContentBlockStartEvent): void {
    if (content.type === "text" || content.type === "reasoning")
      this.out.push({ type: `${content.type}-start`, id: String(index) });
    if (content.type !== "tool_call_chunk") return;
    const { id = madeUpCallId(), name } = content as { readonly id?: string; readonly name?: string };
    const call: Call = { id, name: undefined, held: "" };
    this.calls.set(index, call);
    if (name) this.name(call, name);
  }

  private delta({ index, delta }: ContentBlockDeltaEvent): void {
    if (delta.type === "text-delta") this.out.push({ type: "text-delta", id: String(index), delta: delta.text });
    else if (delta.type === "reasoning-delta")
      this.out.push({ type: "reasoning-delta", id: String(index), delta: delta.reasoning });
    else if (delta.type === "tool-call-delta") {
      const call = this.calls.get(index)!;
      if (delta.name) this.name(call, delta.name);
      if (call.name === undefined) call.held += delta.args;
      else if (delta.args !== "") this.out.push({ type: "tool-input-delta", id: call.id, delta: delta.args });
    }
  }

  private name(call: Call, toolName: string): void {
    call.name = toolName;
    this.out.push({ type: "tool-input-start", id: call.id, toolName });
    if (call.held !== "") this.out.push({ type: "tool-input-delta", id: call.id, delta: call.held });
  }

  private finish(id: string, { index, content }: Extract<MessageStreamEvent, { type: "content-block-finish" }>): void {
    if (content.type === "text" || content.type === "reasoning")
      return this.out.push({ type: `${content.type}-end`, id, ...toldOf(content) });
    const call = this.calls.get(index);
    if (call?.name !== undefined) this.out.push({ type: "tool-input-end", id: call.id });
    const part = wholePart(call ? { ...content, id: call.id } : content, this.metadata());
    if (part) this.out.push(part);
  }
}
