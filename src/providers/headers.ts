type HeaderList = Readonly<Record<string, string>>;

/** Headers, of which a later one goes over an earlier one of the same name, in whatever case it is written. */
export function headersOf(...lists: readonly (HeaderList | undefined)[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const list of lists) for (const [name, value] of Object.entries(list ?? {})) headers[name.toLowerCase()] = value;
  return headers;
}
