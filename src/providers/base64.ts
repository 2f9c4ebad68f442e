/** How many bytes are turned into characters at once: as many as a call takes arguments, with room. */
const SLICE = 8192;

/** Data in base64: as it is where it is text already, else the bytes. */
export function base64(data: string | Uint8Array): string {
  if (typeof data === "string") return data;
  const pieces: string[] = [];
  for (let at = 0; at < data.length; at += SLICE) pieces.push(String.fromCharCode(...data.subarray(at, at + SLICE)));
  return btoa(pieces.join(""));
}
