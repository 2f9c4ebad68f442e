const LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const LENGTH = 9;

/**
 * An id of nine letters and digits, which is what Mistral's own models take for a tool call: the id itself where it is
 * one, else always the same one for the same id.
 */
export function shortId(id: string): string {
  if (/^[0-9A-Za-z]{9}$/.test(id)) return id;
  // FNV-1a of 64 bits: nine letters hold 53.
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(id)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  let short = "";
  for (let i = 0; i < LENGTH; i++, hash /= 62n) short += LETTERS[Number(hash % 62n)];
  return short;
}
