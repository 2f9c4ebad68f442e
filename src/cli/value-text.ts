import { isBaseMessage } from "../messages/guards.ts";

/** A value on one line: of a message first what it says, in quotes; of all else its JSON. */
export function valueText(value: unknown): string {
  if (!isBaseMessage(value)) return value === undefined ? "" : JSON.stringify(value);
  const { type: _, content, id: __, ...rest } = value.toJSON();
  const said = JSON.stringify(content);
  return Object.keys(rest).length > 0 ? `${said} ${JSON.stringify(rest)}` : said;
}
