import type { JsonSchema } from "../schema/json-schema.ts";
import { misfit, WholeTextParser } from "./whole-text.ts";

const DATE = /^(\d{4})-(\d\d)-(\d\d)/u;
const TIME = /^[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?/u;
const OFFSET = /^(?:[Zz]|([+-])(\d\d):?(\d\d))$/u;

/**
 * A date, or a date and time, as ISO 8601 and RFC 3339 write them: `2024-05-01`, `2024-05-01T09:30`,
 * `2024-05-01T09:30:00.25+02:00`, with or without white space around. A time without an offset is UTC, wherever the
 * program runs; a date alone is its first moment in UTC; what is finer than a millisecond is dropped. Any other text,
 * and a day or a time that does not exist, is a `parse` error.
 *
 * @example
 * await new DatetimeOutputParser().invoke("2024-05-01T09:30:00+02:00"); // => new Date("2024-05-01T07:30:00Z")
 */
export class DatetimeOutputParser extends WholeTextParser<Date> {
  readonly name = "DatetimeOutputParser";

  getFormatInstructions(): string {
    return "Answer with one date and time as ISO 8601 writes it, in UTC, and nothing else, such as: 2024-05-01T09:30:00Z";
  }

  override "~gives"(): JsonSchema {
    return { type: "string", format: "date-time" };
  }

  protected override parse(text: string): Date {
    const date = readDate(text.trim());
    if (!date) throw misfit(text, "is not a date or time of ISO 8601, such as 2024-05-01T09:30:00Z");
    return date;
  }
}

function readDate(text: string): Date | undefined {
  const date = DATE.exec(text);
  if (!date) return undefined;
  const behindDate = text.slice(date[0].length);
  const time = TIME.exec(behindDate);
  const behind = behindDate.slice(time?.[0].length ?? 0);
  const offset = OFFSET.exec(behind);
  if (behind !== "" && !(time && offset)) return undefined;
  const [, year, month, day] = date.map(Number);
  const [hour, minute, second] = [time?.[1], time?.[2], time?.[3]].map((digits) => Number(digits ?? 0));
  const milliseconds = Number((time?.[4] ?? "").slice(0, 3).padEnd(3, "0"));
  const moment = new Date(0);
  moment.setUTCFullYear(year!, month! - 1, day);
  moment.setUTCHours(hour!, minute!, second!, milliseconds);
  // A part that is out of range is carried over into the next one: 30 February is 1 March.
  const parts = [moment.getUTCMonth() + 1, moment.getUTCDate(), moment.getUTCHours(), moment.getUTCMinutes()];
  const said = [month, day, hour, minute];
  if (parts.some((part, i) => part !== said[i]) || moment.getUTCSeconds() !== second) return undefined;
  const [ahead, hours, minutes] = [offset?.[1], Number(offset?.[2] ?? 0), Number(offset?.[3] ?? 0)];
  if (hours > 23 || minutes > 59) return undefined;
  return new Date(moment.getTime() - (ahead === "-" ? -1 : 1) * (hours * 60 + minutes) * 60_000);
}
