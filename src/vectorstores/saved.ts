import { RunletError } from "../errors/error.ts";
import { Document } from "../retrievers/document.ts";
import { identified, type IdentifiedDocument } from "../retrievers/identified.ts";
import { Rows } from "./rows.ts";
import { dot } from "./vector.ts";

/**
 * What is saved: four words of 32 bits, which are a mark, the version of this form, how many numbers a vector has, and
 * how many bytes the text has; the documents, as an array in JSON, with spaces to a multiple of four bytes; the vectors,
 * 32 bits a number. The order of bytes is the machine's: little-endian on all that are about.
 */
const MARK = 0x56_4c_4e_52;
const VERSION = 1;
const HEAD = 16;
/** How far from 1 rounding leads the length of a vector, by far. */
const TOLERANCE = 1e-3;

export function writeSaved(rows: Rows, documents: readonly Document[]): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(padded(textOf(documents)));
  const start = HEAD + text.length;
  const bytes = new Uint8Array(start + rows.data.byteLength);
  new Uint32Array(bytes.buffer, 0, 4).set([MARK, VERSION, rows.dimensions, text.length]);
  bytes.set(text, HEAD);
  new Float32Array(bytes.buffer, start).set(rows.data);
  return bytes;
}

export function readSaved(bytes: Uint8Array): { rows: Rows; documents: IdentifiedDocument[] } {
  if (bytes.length < HEAD) throw unreadable("there are too few bytes");
  // A copy: in the array that it is a part of it may begin anywhere.
  const buffer = bytes.slice().buffer;
  const [mark, version, dimensions, textLength] = new Uint32Array(buffer, 0, 4) as unknown as [
    number,
    number,
    number,
    number,
  ];
  if (mark !== MARK) throw unreadable("they do not begin as one does");
  if (version !== VERSION) throw unreadable(`their version is ${version}, and this can read ${VERSION}`);
  const start = HEAD + textLength;
  if (start % 4 !== 0 || start > bytes.length || bytes.length % 4 !== 0) throw unreadable("they are cut off");
  const documents = documentsIn(new Uint8Array(buffer, HEAD, textLength));
  const data = new Float32Array(buffer.slice(start));
  if (data.length !== documents.length * dimensions) throw unreadable("they are cut off");
  const rows = Rows.of(data, dimensions);
  for (let row = 0; row < rows.length; row++) {
    const vector = data.subarray(row * dimensions, (row + 1) * dimensions);
    if (!(Math.abs(dot(vector, 0, vector) - 1) < TOLERANCE)) throw unreadable(`vector ${row} is damaged`);
  }
  return { rows, documents };
}

function textOf(documents: readonly Document[]): string {
  try {
    return JSON.stringify(documents);
  } catch (cause) {
    throw new RunletError("config", "There are metadata that JSON cannot hold.", { cause });
  }
}

/** With spaces until its bytes are a multiple of four, as numbers of 32 bits have to begin. */
function padded(text: string): string {
  const { length } = new TextEncoder().encode(text);
  return text + " ".repeat(-length & 3);
}

function documentsIn(text: Uint8Array): IdentifiedDocument[] {
  try {
    const documents = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(text)) as Document[];
    return documents.map(({ pageContent, metadata, id }) => {
      if (typeof pageContent !== "string" || typeof metadata !== "object" || !metadata || typeof id !== "string")
        throw new TypeError("There is something that is no document.");
      return identified(new Document({ pageContent, metadata, id }));
    });
  } catch (cause) {
    throw unreadable("their documents are damaged", cause);
  }
}

function unreadable(why: string, cause?: unknown): RunletError {
  return new RunletError("store", `These bytes are no vector store that was saved: ${why}.`, {
    phase: "store",
    ...(cause !== undefined && { cause }),
  });
}
