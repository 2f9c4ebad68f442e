import type { Context } from "../engine/context.ts";
import type { Source } from "../engine/source.ts";
import type { BaseChatMessageHistory } from "../histories/chat-message-history.ts";
import { sessionOf } from "../histories/session.ts";
import { isEqual } from "../json/equal.ts";
import type { BaseMessage } from "../messages/message.ts";
import { callInside } from "../runs/ambient.ts";
import { stepConfig } from "../runs/config.ts";
import { closed, disentangled } from "./closed.ts";
import { inCallOrder } from "./calls.ts";
import { givenIn, type AgentInput, type Given } from "./input.ts";
import { AgentLoop } from "./loop.ts";
import { Waiting, type Phase } from "./phase.ts";
import type { Settings } from "./settings.ts";
import type { AgentState } from "./state.ts";

/** Begins a run of an agent in the conversation of its session: it is given what was said before, and adds to it what is said now. */
export async function remember(
  settings: Settings,
  input: AgentInput,
  context: Context,
  output: ((state: AgentState) => unknown) | undefined,
): Promise<Source> {
  const config = stepConfig(context);
  const given = givenIn(input);
  const history = await callInside(config, settings.history!, sessionOf(config), config);
  const past = disentangled(await callInside(config, () => history.getMessages()));
  // A state that is given with decisions has the messages that the history has.
  const messages = closed([...past, ...(given.decisions.length > 0 ? [] : said(past, given.messages))]);
  const now = past.length > 0 ? messages.slice(messages.lastIndexOf(past.at(-1)!) + 1) : messages;
  return {
    kind: "chunks",
    chunks: new RememberingLoop(settings, { ...given, messages }, context, output, history, now),
  };
}

/** Of what is given, what is not kept yet: a state of the agent's, to go on with, begins with all that is. */
function said(past: readonly BaseMessage[], given: readonly BaseMessage[]): readonly BaseMessage[] {
  const [kept, ordered] = [inCallOrder(closed(past)), inCallOrder(given)];
  return kept.every((message, at) => isSame(message, ordered[at])) ? ordered.slice(kept.length) : given;
}

/** But for the arguments of calls, which a person may have changed since. */
function isSame(one: BaseMessage, other: BaseMessage | undefined): boolean {
  const parts = ({ type, id, content, tool_call_id }: BaseMessage & { readonly tool_call_id?: string }) => [
    type,
    id,
    content,
    tool_call_id,
  ];
  return other !== undefined && isEqual(parts(one), parts(other));
}

/** Keeps each message when it is whole, before it is given to whoever reads. */
class RememberingLoop extends AgentLoop {
  private readonly history: BaseChatMessageHistory;
  /** What is not kept yet: of what was given, and of what was made. */
  private question: readonly BaseMessage[];
  private made: BaseMessage[] = [];

  constructor(
    settings: Settings,
    given: Given,
    context: Context,
    output: ((state: AgentState) => unknown) | undefined,
    history: BaseChatMessageHistory,
    said: readonly BaseMessage[],
  ) {
    super(settings, given, context, output);
    this.history = history;
    this.question = said;
  }

  protected override tell(message: BaseMessage): void {
    this.made.push(message);
  }

  /** What was asked is kept with the first that comes of it: a question that fails is as if it had not been asked. */
  protected override enter(phase: Phase): void {
    const { made } = this;
    if (made.length === 0) return super.enter(phase);
    const messages = [...this.question, ...made];
    this.question = [];
    const saving = callInside(this.config, () => this.history.addMessages(messages));
    super.enter(
      new Waiting(saving, () => {
        this.made = [];
        super.enter(phase);
        for (const message of made) super.tell(message);
      }),
    );
  }
}
