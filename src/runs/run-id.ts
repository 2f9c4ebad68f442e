const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
/** Random bytes for so many ids are drawn at once: each call of the generator costs more than the rest of an id. */
const IDS = 64;
const BYTES = 10;

const random = new Uint8Array(IDS * BYTES);
let at = random.length;

/** An id for a run: a UUID of version 7 (RFC 9562), which sorts by the millisecond in which it was made. */
export function makeRunId(now = Date.now()): string {
  if (at === random.length) {
    globalThis.crypto.getRandomValues(random);
    at = 0;
  }
  const hex = (from: number, to: number) => {
    let text = "";
    for (let index = from; index < to; index++) text += HEX[random[at + index]!]!;
    return text;
  };
  const time = now.toString(16).padStart(12, "0");
  const variant = HEX[0x80 | (random[at + 2]! & 0x3f)]!;
  const id = `${time.slice(0, 8)}-${time.slice(8)}-7${hex(0, 2).slice(1)}-${variant}${hex(3, 4)}-${hex(4, 10)}`;
  at += BYTES;
  return id;
}
