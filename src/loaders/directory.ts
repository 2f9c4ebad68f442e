import { RunletError } from "../errors/error.ts";
import type { Document } from "../retrievers/document.ts";
import { unreadable } from "./load-error.ts";
import { BaseDocumentLoader, type LoadOptions } from "./loader.ts";
import { system } from "./system.ts";

export interface DirectoryLoaderOptions {
  /** Whether folders in it are loaded too. Default: true. */
  readonly recursive?: boolean | undefined;
  /** Which files and folders are loaded, by their paths in the folder, with `/`: "notes/2024.md". Default: all. */
  readonly filter?: ((path: string) => boolean) | undefined;
}

/** Makes the loader of a file. */
export type LoaderOfFile = (path: string) => BaseDocumentLoader;

/**
 * The files of a folder, each by the loader for its extension, in the order of their names; "*" has the loader for all others, which
 * are left out where there is none. Runs on Node, Bun and Deno.
 *
 * Links to files and folders are followed, but each folder is loaded once, so that one which leads back into itself ends; a link
 * that leads nowhere is left out.
 *
 * @example
 * const loader = new DirectoryLoader("docs", {
 *   ".md": (path) => new MarkdownLoader(path),
 *   ".txt": (path) => new TextLoader(path),
 * });
 * for await (const document of loader) console.log(document.metadata["source"]);
 */
export class DirectoryLoader extends BaseDocumentLoader {
  readonly #directory: string;
  readonly #loaders: ReadonlyMap<string, LoaderOfFile>;
  readonly #options: DirectoryLoaderOptions;

  constructor(
    directory: string,
    loaders: Readonly<Record<string, LoaderOfFile>>,
    options: DirectoryLoaderOptions = {},
  ) {
    super();
    const wrong = Object.keys(loaders).find((extension) => extension !== "*" && !extension.startsWith("."));
    if (wrong !== undefined)
      throw new RunletError(
        "config",
        `An extension begins with a dot, such as ".txt", and ${JSON.stringify(wrong)} does not.`,
      );
    this.#directory = directory;
    this.#loaders = new Map(Object.entries(loaders).map(([extension, loader]) => [extension.toLowerCase(), loader]));
    this.#options = options;
  }

  async *lazyLoad(options: LoadOptions = {}): AsyncGenerator<Document> {
    const host = new System(this.#directory);
    for await (const path of this.#files(host, "", new Set(), options)) {
      const loader = this.#loaderOf(path, host);
      if (loader) yield* loader(host.join(this.#directory, path)).lazyLoad(options);
    }
  }

  /** The files in `folder`, by their paths in the whole. */
  async *#files(host: System, folder: string, seen: Set<string>, options: LoadOptions): AsyncGenerator<string> {
    const { recursive = true, filter = () => true } = this.#options;
    const names = await this.#namesIn(host, folder, seen, options);
    for (const name of names) {
      const path = folder === "" ? name : `${folder}/${name}`;
      if (!filter(path)) continue;
      const kind = await kindOf(host, host.join(this.#directory, path));
      if (kind === "file") yield path;
      else if (kind === "folder" && recursive) yield* this.#files(host, path, seen, options);
    }
  }

  async #namesIn(host: System, folder: string, seen: Set<string>, options: LoadOptions): Promise<readonly string[]> {
    const path = host.join(this.#directory, folder);
    try {
      options.signal?.throwIfAborted();
      const real = await host.realpath(path);
      if (seen.has(real)) return [];
      seen.add(real);
      const names = await host.readdir(path);
      return names.toSorted((one, other) => (one < other ? -1 : 1));
    } catch (cause) {
      throw unreadable(path, cause, options);
    }
  }

  #loaderOf(path: string, { extname }: System): LoaderOfFile | undefined {
    return this.#loaders.get(extname(path).toLowerCase()) ?? this.#loaders.get("*");
  }
}

async function kindOf(host: System, path: string): Promise<"file" | "folder" | undefined> {
  try {
    const found = await host.stat(path);
    return found.isFile() ? "file" : found.isDirectory() ? "folder" : undefined;
  } catch (cause) {
    const { code } = cause as { readonly code?: string };
    if (code === "ENOENT" || code === "ELOOP") return undefined;
    throw unreadable(path, cause, {});
  }
}

/** What it takes of the platform. */
class System {
  readonly join: (...parts: readonly string[]) => string;
  readonly extname: (path: string) => string;
  readonly realpath: (path: string) => Promise<string>;
  readonly readdir: (path: string) => Promise<string[]>;
  readonly stat: (path: string) => Promise<{ isFile(): boolean; isDirectory(): boolean }>;

  constructor(name: string) {
    const paths = system<Pick<System, "join" | "extname">>("node:path", name);
    const files = system<Pick<System, "realpath" | "readdir" | "stat">>("node:fs/promises", name);
    this.join = paths.join;
    this.extname = paths.extname;
    this.realpath = files.realpath;
    this.readdir = files.readdir;
    this.stat = files.stat;
  }
}
