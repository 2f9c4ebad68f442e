import type { StreamEvent } from "../../src/runs/events.ts";

type Outcome = "open" | "end" | "error" | "cancel";

const WHAT = /^on_[a-z_]+_(start|stream|reset|end|error|cancel)$/;

/** What is wrong with a list of events, a sentence each: nothing, if they tell of runs that each start once and end once. */
export function wrongs(events: readonly StreamEvent[]): string[] {
  const found: string[] = [];
  const runs = new Map<string, { outcome: Outcome; readonly parents: readonly string[] }>();
  const [root] = events;
  if (root && (root.parent_ids.length > 0 || !root.event.endsWith("_start"))) found.push(`${root.event} is the first`);
  for (const event of events) {
    if (event.event === "on_custom_event") continue;
    const what = WHAT.exec(event.event)![1] as "start" | "stream" | "reset" | Exclude<Outcome, "open">;
    const run = runs.get(event.run_id);
    const who = `${event.event} of ${event.name}`;
    for (const id of event.parent_ids)
      if (runs.get(id)?.outcome !== "open") found.push(`${who} inside a run that is not open`);
    if (what === "start") {
      if (run) found.push(`${who} twice`);
      if (event !== root && event.parent_ids[0] !== root!.run_id) found.push(`${who} outside of the whole`);
      runs.set(event.run_id, { outcome: "open", parents: event.parent_ids });
    } else if (run?.outcome !== "open") {
      found.push(`${who} of a run that is ${run?.outcome ?? "not started"}`);
    } else if (what !== "stream" && what !== "reset") {
      run.outcome = what;
      for (const other of runs.values())
        if (other.outcome === "open" && other.parents.includes(event.run_id))
          found.push(`${who} before what is inside it`);
    }
  }
  for (const { outcome } of runs.values()) if (outcome === "open") found.push("a run does not end");
  if (events.length > 0 && events.at(-1)!.run_id !== root!.run_id) found.push("the end of the whole is not the last");
  return found;
}
