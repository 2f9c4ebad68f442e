import type { Context } from "../engine/context.ts";
import type { Source } from "../engine/source.ts";
import type { BaseChatMessageHistory } from "../histories/chat-message-history.ts";
import { sessionOf } from "../histories/session.ts";
import type { BaseMessage } from "../messages/message.ts";
import { callInside } from "../runs/ambient.ts";
import { stepConfig } from "../runs/config.ts";
import { errorAnswer } from "../tools/error-answer.ts";
import { callsOf, pendingIn } from "./calls.ts";
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
  output: (state: AgentState) => unknown,
): Promise<Source> {
  const config = stepConfig(context);
  const given = givenIn(input);
  const history = await callInside(config, settings.history!, sessionOf(config), config);
  const past = await callInside(config, () => history.getMessages());
  // A state that is given with decisions has the messages that the history has.
  const said = given.decisions.length > 0 ? [] : given.messages;
  const now = said.length > 0 ? [...dropped(past), ...said] : [];
  const conversation = { ...given, messages: [...past, ...now] };
  return {
    kind: "chunks",
    chunks: new RememberingLoop(settings, conversation, context, output, history, now),
  };
}

/** Calls that were left without an answer, and that somebody goes past: to services each has to have one. */
function dropped(past: readonly BaseMessage[]): BaseMessage[] {
  const pending = pendingIn(past);
  if (!pending) return [];
  const left = callsOf(pending.message).filter(({ id }) => !pending.answered.has(id));
  return left.map((call) => errorAnswer(call, "The call was not run: the conversation went on without it."));
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
    output: (state: AgentState) => unknown,
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

  protected override get untold(): number {
    return this.made.length;
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
