import type { Citation, TextBlock } from "../../messages/content.ts";
import type { GeminiCandidate, GeminiCitation, GeminiGrounding, GeminiSource } from "./wire.ts";

type Segment = Omit<GeminiCitation, "uri" | "title"> & { readonly text?: string };

/**
 * Where the text of an answer comes from. The service counts in bytes of UTF-8, from the beginning of the answer, and may say
 * the same again.
 */
export class Citations {
  private readonly told = new Set<string>();
  /** All text so far. */
  private text = "";
  /** Its blocks, with where they begin. */
  private readonly blocks: { readonly index: number; readonly start: number }[] = [];

  /** Keeps a piece of text, of the block with this index. Without any, what is quoted is known, and not where it stands. */
  keep(text: string, index: number): void {
    if (this.blocks.at(-1)?.index !== index) this.blocks.push({ index, start: this.text.length });
    this.text += text;
  }

  /** What a candidate says that was not said before: text blocks without text, each with the annotations of one block. */
  read({ groundingMetadata: grounding, citationMetadata: quoted }: GeminiCandidate): TextBlock[] {
    const found = [
      ...(grounding ? supported(grounding) : []),
      ...[...recordsOf(quoted?.citationSources), ...recordsOf(quoted?.citations)].map(
        (source) => [source, source] as const,
      ),
    ];
    const blocks = new Map<number | undefined, Citation[]>();
    const bytes = found.length > 0 && this.blocks.length > 0 ? new TextEncoder().encode(this.text) : undefined;
    for (const [source, segment] of found) {
      const key = JSON.stringify([source, segment]);
      if (this.told.has(key)) continue;
      this.told.add(key);
      const at = bytes && placeOf(segment, bytes);
      const block = at && this.blocks.findLast(({ start }) => start <= at.startIndex);
      const { index, start = 0 } = block ?? this.blocks.at(-1) ?? {};
      if (!blocks.has(index)) blocks.set(index, []);
      blocks.get(index)!.push({
        ...citationOf(source, segment),
        ...(at && { startIndex: at.startIndex - start, endIndex: at.endIndex - start }),
      });
    }
    return Array.from(blocks, ([index, annotations]) => ({
      type: "text",
      text: "",
      ...(index !== undefined && { index }),
      annotations,
    }));
  }
}

/** Of each passage that has sources, these; where no passage is named, all that was found. */
function supported({ groundingChunks, groundingSupports }: GeminiGrounding): (readonly [GeminiSource, Segment])[] {
  const sources = listOf(groundingChunks).map((chunk) =>
    Object.values(chunk ?? {}).find((value) => typeof value?.uri === "string"),
  );
  const supports = recordsOf(groundingSupports);
  if (supports.length === 0) return sources.flatMap((source) => (source ? [[source, {}] as const] : []));
  return supports.flatMap(({ segment, groundingChunkIndices }) =>
    listOf(groundingChunkIndices).flatMap((index) => {
      const source = sources[index];
      return source ? [[source, segment ?? {}] as const] : [];
    }),
  );
}

function citationOf({ uri, title }: GeminiSource, { text }: Segment): Citation {
  return {
    type: "citation",
    ...(uri !== undefined && { url: uri }),
    ...(title !== undefined && { title }),
    ...(text !== undefined && { citedText: text }),
  };
}

/** A place in bytes as one in UTF-16 units. */
function placeOf({ startIndex = 0, endIndex }: Segment, bytes: Uint8Array) {
  if (endIndex === undefined) return undefined;
  return { startIndex: unitsIn(bytes, startIndex), endIndex: unitsIn(bytes, endIndex) };
}

function unitsIn(bytes: Uint8Array, count: number): number {
  return new TextDecoder().decode(bytes.subarray(0, count)).length;
}

function listOf<T>(value: readonly T[] | undefined): readonly T[] {
  return Array.isArray(value) ? value : [];
}

function recordsOf<T>(value: readonly T[] | undefined): readonly T[] {
  return listOf(value).filter((item) => typeof item === "object" && item !== null);
}
