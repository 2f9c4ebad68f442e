import { ListenerObserver } from "../runs/listeners.ts";
import { RunnableAssign } from "./assign.ts";
import { Runnable } from "./base.ts";
import { RunnableBinding } from "./binding.ts";
import { coerce } from "./coerce.ts";
import { compose } from "./compose.ts";
import { RunnableConfigurableAlternatives, type Alternatives } from "./configurable-alternatives.ts";
import { RunnableConfigurableFields } from "./configurable-fields.ts";
import { RunnableEach } from "./each.ts";
import { withFallbacks } from "./fallbacks.ts";
import { RunnablePick } from "./pick.ts";
import { RunnableRetry } from "./retry.ts";
import { RunnableSequence } from "./sequence.ts";

compose.coerce = coerce;
compose.pipe = (first, step) => sequence(first as Runnable, coerce(step));
compose.pick = (from, keys) => sequence(from as Runnable, new RunnablePick(keys));
compose.assign = (to, steps) => sequence(to as Runnable, new RunnableAssign(steps));
compose.map = (runnable) => new RunnableEach({ bound: runnable as Runnable });
compose.bind = (runnable, config) => new RunnableBinding(runnable as Runnable, config);
compose.listen = (to, listeners) => new RunnableBinding(to as Runnable, {}, [new ListenerObserver(listeners)]);
compose.configure = (runnable, fields) => new RunnableConfigurableFields(runnable as Runnable, fields);
compose.alternate = (runnable, which, others) =>
  new RunnableConfigurableAlternatives(runnable as Runnable, which, others as Alternatives);
compose.retry = (runnable, options) => new RunnableRetry(runnable as Runnable, options);
compose.fallBack = withFallbacks;

/** Steps piped one by one are one sequence, so that they are counted from its beginning. */
function sequence(first: Runnable, next: Runnable): Runnable {
  const steps = first instanceof RunnableSequence ? first.steps : [first];
  return new RunnableSequence([...steps, next]);
}

export { Runnable };
