import { textError } from "../json/error.ts";

/** The entities that XML knows without a declaration. */
const ENTITIES = new Map([
  ["lt", "<"],
  ["gt", ">"],
  ["amp", "&"],
  ["quot", '"'],
  ["apos", "'"],
]);
const CODE_POINT = /^#(?:x([\da-f]+)|(\d+))$/i;

/** The character that the reference `&name;` stands for. `offset` is where it ends. */
export function characterOf(name: string, offset: number): string {
  const entity = ENTITIES.get(name);
  if (entity !== undefined) return entity;
  const [, hex, decimal] = CODE_POINT.exec(name) ?? [];
  const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
  if (code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)) return String.fromCodePoint(code);
  const known = "it knows &lt; &gt; &amp; &quot; &apos; and the numbers of characters";
  const message = `There is no &${shortened(name)}; in XML, at offset ${offset}: ${known}.`;
  throw textError("parse", message, offset);
}

function shortened(name: string): string {
  return name.length > 32 ? `${name.slice(0, 32)}…` : name;
}
