import type { CustomEvents, StreamEvent } from "./events.ts";
import { ToldStream } from "./told-stream.ts";

/**
 * What happens in a run, event by event: of every step its start, its chunks and its end, in the order of what causes
 * what. Nothing runs before an event is asked for, and no more than has to for the events that are read. Read it once;
 * `break` ends the run, and every request in it, before the loop is left.
 *
 * Where the run fails, each step that was under way has its error event, the innermost first; then the iteration throws
 * what the run throws.
 */
export class EventStream<C extends CustomEvents = CustomEvents> extends ToldStream<StreamEvent<C>> {
  protected get call(): string {
    return "streamEvents()";
  }
}
