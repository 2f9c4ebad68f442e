/**
 * What a loader reads: the path of a file (on Node, Bun and Deno); an address, of a file or on the network; a `Blob`, such as a
 * `File`, which may be made of a text; or the response of a fetch of yours, once.
 */
export type LoaderSource = string | URL | Blob | Response;

/** What errors and metadata call it. What an address says of a user and a password is left out. */
export function nameOf(source: LoaderSource): string {
  if (typeof source === "string") return source;
  if (source instanceof URL) return addressOf(source);
  if (source instanceof Response) return URL.canParse(source.url) ? addressOf(new URL(source.url)) : "response";
  return "name" in source && typeof source.name === "string" ? source.name : "blob";
}

/** How much of an address that holds its content is named. */
const SHOWN = 40;

function addressOf(url: URL): string {
  if (url.protocol === "data:") return url.href.length > SHOWN ? `${url.href.slice(0, SHOWN)}…` : url.href;
  const shown = new URL(url);
  shown.username = shown.password = "";
  return shown.href;
}
