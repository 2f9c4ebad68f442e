import { oneOf } from "../support/json-texts.ts";

/** How an answer stops on its way to the client. */
export type Strike =
  /** The connection is reset (RST): what the client has not read yet is lost. */
  | "reset"
  /** It ends (FIN), and the server is let go. */
  | "truncate"
  /** It ends towards the client only; the server's side stays open for as long as the client's does. */
  | "half-close"
  /** Nothing more comes, and nothing ends. */
  | "black hole";

/** What becomes of the bytes of one answer on their way to the client. */
export interface Weather {
  /** Milliseconds before each piece is passed on. */
  readonly delay?: number;
  readonly bytesPerSecond?: number;
  /** The longest piece, in bytes. */
  readonly slice?: number;
  /** What happens once so many bytes have been passed on: before the first one, for 0. */
  readonly strike?: { readonly how: Strike; readonly after: number };
}

/** Weather that takes nothing away, most of it fair. */
export function anyWeather(next: () => number): Weather {
  const below = (end: number): number => Math.floor(next() * end);
  switch (below(8)) {
    case 0:
      return { delay: 1 + below(3) };
    case 1:
      return { slice: 20 + below(200) };
    case 2:
      return { bytesPerSecond: 50_000 + below(500_000) };
    case 3:
      return { slice: 50 + below(200), delay: 1 };
    default:
      return {};
  }
}

const STRIKES: readonly Strike[] = ["reset", "truncate", "half-close"];

/** Weather that stops an answer within its first `length` bytes. */
export function anyStrike(next: () => number, length: number, strikes: readonly Strike[] = STRIKES): Weather {
  const after = next() < 0.1 ? 0 : Math.floor(next() * length);
  return { ...anyWeather(next), strike: { how: oneOf(strikes, next), after } };
}
