import type { GlmRequest } from "../../providers/zhipu/wire.ts";
import type { GlmPart, GlmScript, GlmScriptedCall } from "./reply.ts";
import { type Answer, answerOf, tokensOf, wholeCall } from "./script.ts";

/** The events of a streamed answer, as text, and the pauses between them, in milliseconds. */
export function eventsOf(script: GlmScript, request: GlmRequest): (string | number)[] {
  const writer = new Writer(answerOf(script, request), script.usage === "cumulative", request.tool_stream === true);
  for (const part of script.tokens) writer.part(part);
  writer.finish();
  if (!script.noDone) writer.events.push("data: [DONE]\n\n");
  return writer.events;
}

class Writer {
  readonly events: (string | number)[] = [];
  private readonly answer: Answer;
  /** The first fields, up to the choices, which are the same on every chunk. */
  private readonly head: string;
  private readonly vllm: boolean;
  private readonly cumulative: boolean;
  private readonly fragments: boolean;
  private tokens = 0;
  private calls = 0;
  private begun = false;
  /** A finish reason was said together with the last tool call. */
  private finished = false;

  constructor(answer: Answer, cumulative: boolean, toolStream: boolean) {
    const { id, created, model, dialect } = answer;
    const object = "chat.completion.chunk";
    const fields =
      dialect === "glm-4-plus"
        ? { id, created, model }
        : dialect === "vllm"
          ? { id, object, created, model }
          : { id, created, object, model };
    this.answer = answer;
    this.head = JSON.stringify(fields).slice(0, -1);
    this.vllm = dialect === "vllm";
    this.cumulative = cumulative;
    this.fragments = this.vllm || (toolStream && dialect === "glm-4.7");
  }

  part(part: GlmPart): void {
    this.tokens += tokensOf(part);
    if (typeof part === "number") this.events.push(part);
    else if (typeof part === "string") this.delta({ content: part });
    else if ("reasoning" in part) this.delta({ [this.vllm ? "reasoning" : "reasoning_content"]: part.reasoning });
    else if ("toolCalls" in part) this.toolCalls(part.toolCalls);
    else if ("webSearch" in part) this.chunk([], { web_search: part.webSearch });
    else if ("error" in part) this.events.push(`data: ${JSON.stringify({ error: part.error })}\n\n`);
    else if ("errorField" in part) this.events.push(`error: ${JSON.stringify(part.errorField)}\n\n`);
    else this.events.push(part.raw);
  }

  finish(): void {
    const { finishReason, usage, dialect } = this.answer;
    if (finishReason === null) return;
    const total = usage.call(this.answer, this.tokens);
    if (dialect === "vllm") {
      if (!this.finished) this.delta({ content: "" }, finishReason);
      if (total) this.chunk([], { usage: total });
    } else this.chunk([this.choice({ role: "assistant", content: "" }, finishReason)], total && { usage: total });
  }

  private toolCalls(scripted: readonly GlmScriptedCall[]): void {
    const calls = scripted.map((call) => ({ ...wholeCall(call), index: this.calls++ }));
    const { dialect, finishReason } = this.answer;
    if (this.fragments) for (const call of calls) this.inFragments(call, call === calls.at(-1));
    else if (dialect === "glm-4-plus")
      this.chunk([this.choice({ role: "assistant", tool_calls: calls.map(inOne) }, finishReason)]);
    else for (const call of calls) this.chunk([this.choice({ tool_calls: [inOne(call)] })]);
  }

  private inFragments({ id, index, name, text }: Call, isLast: boolean): void {
    const pieces = text.match(/[^]{1,6}/gu) ?? [""];
    this.delta({ tool_calls: [{ id, index, type: "function", function: { name, arguments: "" } }] });
    for (const [i, piece] of pieces.entries()) {
      const ends = this.vllm && i === pieces.length - 1;
      const call = ends
        ? { id, index, type: "function", function: { name, arguments: piece } }
        : { index, function: { arguments: piece } };
      const reason = ends && isLast ? this.answer.finishReason : null;
      if (reason !== null) this.finished = true;
      this.delta({ tool_calls: [call] }, reason);
    }
  }

  /** The role is repeated on every delta but those of tool calls; vLLM says it once. */
  private delta(fields: object, finishReason: string | null = null): void {
    const role = this.vllm ? !this.begun : !("tool_calls" in fields);
    this.begun = true;
    this.chunk([this.choice(role ? { role: "assistant", ...fields } : fields, finishReason)]);
  }

  private choice(delta: object, finishReason: string | null = null): object {
    if (this.vllm) return { index: 0, delta, logprobs: null, finish_reason: finishReason };
    return finishReason === null ? { index: 0, delta } : { index: 0, finish_reason: finishReason, delta };
  }

  private chunk(choices: readonly object[], more?: object): void {
    const rest = more ?? (this.cumulative ? { usage: this.answer.usage(this.tokens) } : undefined);
    const tail = rest === undefined ? "}" : `,${JSON.stringify(rest).slice(1)}`;
    this.events.push(`data: ${this.head},"choices":${JSON.stringify(choices)}${tail}\n\n`);
  }
}

interface Call {
  readonly id: string;
  readonly index: number;
  readonly name: string;
  readonly text: string;
}

function inOne({ id, index, name, text }: Call): object {
  return { id, index, type: "function", function: { name, arguments: text } };
}
