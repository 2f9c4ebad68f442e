import { RunletError } from "../errors/error.ts";
import { bytesOf } from "./bytes.ts";
import { malformed } from "./load-error.ts";
import type { LoadOptions } from "./loader.ts";
import { nameOf, type LoaderSource } from "./source.ts";

export interface TextOptions {
  /**
   * The encoding, by a name that `TextDecoder` knows, such as "windows-1252". Default: what a byte order mark says, or the response,
   * or else UTF-8.
   */
  readonly encoding?: string | undefined;
}

/** How many bytes are looked at for what they say of their encoding. */
const HEAD = 1024;

/**
 * The text of what is read, in pieces. `declared` finds the encoding that the beginning of a text names.
 *
 * @throws `parse` for bytes that are not in the encoding; `config` for an encoding that is not known
 */
export async function* textOf(
  source: LoaderSource,
  { encoding, signal }: TextOptions & LoadOptions,
  declared: (head: string) => string | undefined = () => undefined,
): AsyncGenerator<string> {
  const { pieces, charset } = await bytesOf(source, { signal });
  let decoder: Decoder | undefined;
  let head = new Uint8Array();
  const open = () => {
    const named = encoding ?? charset ?? declared(new TextDecoder("latin1").decode(head.subarray(0, HEAD)));
    decoder = new Decoder(nameOf(source), markOf(head) ?? named ?? "utf-8");
    return decoder.decode(head);
  };
  for await (const piece of pieces) {
    if (decoder) yield decoder.decode(piece);
    else {
      head = joined(head, piece);
      if (head.length >= HEAD) yield open();
    }
  }
  if (!decoder) yield open();
  yield decoder!.end();
}

/** All of it. */
export async function wholeText(...given: Parameters<typeof textOf>): Promise<string> {
  const pieces: string[] = [];
  for await (const piece of textOf(...given)) pieces.push(piece);
  return pieces.join("");
}

class Decoder {
  private readonly name: string;
  private readonly decoder: TextDecoder;

  constructor(name: string, encoding: string) {
    this.name = name;
    try {
      this.decoder = new TextDecoder(encoding, { fatal: true });
    } catch (cause) {
      throw new RunletError("config", `${name} is in the encoding "${encoding}", which is not known here.`, { cause });
    }
  }

  decode(bytes: Uint8Array): string {
    return this.checked(() => this.decoder.decode(bytes, { stream: true }));
  }

  end(): string {
    return this.checked(() => this.decoder.decode());
  }

  private checked(decode: () => string): string {
    try {
      return decode();
    } catch (cause) {
      const problem = `is not in the encoding ${this.decoder.encoding}; give the \`encoding\` that it is in`;
      throw malformed(this.name, problem, { cause });
    }
  }
}

/** The encoding whose byte order mark stands at the beginning. */
function markOf([first, second, third]: Uint8Array): string | undefined {
  if (first === 0xef && second === 0xbb && third === 0xbf) return "utf-8";
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  return undefined;
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
