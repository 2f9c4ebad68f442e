import type { EventError, StreamEvent } from "../runs/events.ts";
import { line, secondsCell, type Screen, type Style } from "./line.ts";
import { valueText } from "./value-text.ts";

const EVENT_COLUMNS = 24;
const NAME_COLUMNS = 6;

const STYLES: Readonly<Record<string, Style>> = { start: "cyan", end: "green", error: "red", cancel: "yellow" };

/** An event as a line to read: when it came, what it is, indented by what it is inside of, of which run, and its data. */
export function eventLine(event: StreamEvent, seconds: number, screen: Screen): string {
  const kind = "  ".repeat(event.parent_ids.length) + event.event;
  const style = STYLES[kind.slice(kind.lastIndexOf("_") + 1)];
  return line(
    [secondsCell(seconds), [kind, style, EVENT_COLUMNS], [event.name, "bold", NAME_COLUMNS]],
    event.event === "on_custom_event" ? valueText(event.data) : dataText(event.data),
    screen,
  );
}

/** What is new in the data of an event: at an end the output, as the input has been shown. */
function dataText(data: object): string {
  if ("chunk" in data) return valueText(data.chunk);
  if ("output" in data) return valueText(data.output);
  if ("error" in data) return errorText(data.error as EventError);
  if ("reason" in data) return errorText(data.reason as EventError);
  return valueText("input" in data ? data.input : undefined);
}

function errorText({ name, code, message }: EventError): string {
  return code === undefined ? `${name}: ${message}` : `${name} (${code}): ${message}`;
}
