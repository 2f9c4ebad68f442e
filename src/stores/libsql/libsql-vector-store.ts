import Database from "libsql";
import type { Embeddings } from "../../embeddings/embeddings.ts";
import { RunletError } from "../../errors/error.ts";
import { storeError } from "../../errors/store-error.ts";
import { Document } from "../../retrievers/document.ts";
import { identified } from "../../retrievers/identified.ts";
import { conditionsOf, passing, type MetadataFilter } from "../../vectorstores/filter.ts";
import { unit, type Vector } from "../../vectorstores/vector.ts";
import { VectorStore, type VectorMatch, type VectorSearch } from "../../vectorstores/vector-store.ts";
import { openTable, type Row, type Table } from "./table.ts";

export interface LibSQLVectorStoreFields {
  /** The file, made if it is not there, in a folder that is; or ":memory:". */
  readonly path: string;
  /** The table in it. Default: "documents". */
  readonly table?: string | undefined;
}

/** What SQLite keeps of the file in memory, in KiB: with its default, 2 MB, a search takes more than twice the time. */
const CACHE = 65_536;
/** How long another process may be writing, in milliseconds. */
const PATIENCE = 5000;

/**
 * Documents and their vectors in a file, by libSQL, which is SQLite with vectors (the optional peer
 * [libsql](https://www.npmjs.com/package/libsql)). A search looks at all vectors: it is exact. It does not leave the thread
 * meanwhile: for ten thousand vectors of 384 numbers about 15 ms. Several processes may share a file.
 *
 * All methods fail with `store`, whose `cause` is what the database says, and as those of any `VectorStore`.
 *
 * @throws RunletError `store` where the file cannot be opened, or is no database; `config` for a table's name that is none
 *
 * @example
 * const store = new LibSQLVectorStore(embeddings, { path: "documents.db" });
 * await store.addDocuments(documents);
 * const found = await store.similaritySearch("where did harrison work?", 4, { lang: "en" });
 * store.close();
 */
export class LibSQLVectorStore extends VectorStore {
  readonly path: string;
  readonly #db: Database.Database;
  #statements: Table | undefined;

  constructor(embeddings: Embeddings, { path, table = "documents" }: LibSQLVectorStoreFields) {
    super(embeddings);
    this.path = path;
    [this.#db, this.#statements] = this.#try("opened", () => {
      const db = new Database(path);
      try {
        db.exec(`pragma busy_timeout = ${PATIENCE}; pragma journal_mode = wal; pragma cache_size = -${CACHE}`);
        return [db, openTable(db, table)];
      } catch (error) {
        db.close();
        throw error;
      }
    });
  }

  /** Of documents, which are added to those that are there. */
  static async fromDocuments(
    documents: readonly Document[],
    embeddings: Embeddings,
    fields: LibSQLVectorStoreFields,
  ): Promise<LibSQLVectorStore> {
    const store = new LibSQLVectorStore(embeddings, fields);
    try {
      await store.addDocuments(documents);
      return store;
    } catch (error) {
      store.close();
      throw error;
    }
  }

  /** How many documents there are. */
  get size(): number {
    return this.#try("read", () => countOf(this.#table.size));
  }

  /** Lets go of the file. Whatever is asked of the store from then on is an error. */
  close(): void {
    // They would go on, and keep the file.
    this.#statements = undefined;
    if (this.#db.open) this.#db.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  async addVectors(vectors: readonly Vector[], documents: readonly Document[]): Promise<string[]> {
    if (vectors.length !== documents.length)
      throw new RunletError("config", `There are ${vectors.length} vectors for ${documents.length} documents.`);
    const known = documents.map(identified);
    const rows = known.map((document) => [
      JSON.stringify(document.id),
      JSON.stringify(document.pageContent),
      metadataText(document),
    ]);
    this.#write("written", () => {
      const dimensions = countOf(this.#table.dimensions) || vectors[0]?.length;
      for (const [at, row] of rows.entries()) {
        const vector = unit(vectors[at]!, `The vector of document ${at}`, dimensions);
        this.#table.put.run([...row, bytesOf(vector)]);
      }
    });
    return known.map(({ id }) => id);
  }

  async delete(which: { readonly ids: readonly string[] } | { readonly filter: MetadataFilter }): Promise<void> {
    this.#write("changed", () => {
      for (const id of "ids" in which ? which.ids : this.#idsOf(which.filter))
        this.#table.remove.run([JSON.stringify(id)]);
    });
  }

  protected async search(vector: Vector, { k, filter, vectors }: VectorSearch): Promise<readonly VectorMatch[]> {
    const conditions = filter && textOf(filter);
    const passes = filter && passing(filter);
    const matches = this.#try("searched", () => {
      const dimensions = countOf(this.#table.dimensions) || undefined;
      const query = bytesOf(unit(vector, "The vector of the question", dimensions));
      const { nearest, nearestPassing, nearestVectors, nearestPassingVectors } = this.#table;
      if (conditions === undefined) return (vectors ? nearestVectors : nearest).all([query, k]) as Row[];
      return (vectors ? nearestPassingVectors : nearestPassing).all([query, conditions, k]) as Row[];
    });
    return (
      matches
        .map((row) => ({
          document: documentOf(row),
          score: 1 - row.distance,
          // A copy of a Buffer, where it is one.
          vector: row.vector === null ? undefined : new Float32Array(new Uint8Array(row.vector).buffer),
        }))
        // SQLite takes a text for its beginning, where there is a NUL in it.
        .filter(({ document }) => passes === undefined || passes(document))
    );
  }

  get #table(): Table {
    if (this.#statements) return this.#statements;
    throw new RunletError("store", `The vector store ${this.path} is closed.`, { phase: "store" });
  }

  #idsOf(filter: MetadataFilter): string[] {
    const rows = this.#table.passing.all([textOf(filter)]) as Row[];
    return rows
      .map(documentOf)
      .filter(passing(filter))
      .map(({ id }) => id!);
  }

  /** All of `work`, or nothing of it. It does not wait: nobody else has the connection meanwhile. */
  #write(what: string, work: () => void): void {
    const { begin, commit, rollback } = this.#table;
    this.#try(what, () => {
      begin.run([]);
      try {
        work();
        commit.run([]);
      } catch (error) {
        rollback.run([]);
        throw error;
      }
    });
  }

  #try<T>(what: string, work: () => T): T {
    try {
      return work();
    } catch (cause) {
      if (cause instanceof RunletError) throw cause;
      throw storeError(`The vector store ${this.path} could not be ${what}`, cause);
    }
  }
}

function countOf(statement: Database.Statement): number {
  return (statement.get([]) as { readonly count: number } | undefined)?.count ?? 0;
}

function bytesOf(vector: Float32Array): Uint8Array {
  return new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
}

function documentOf({ id, text, metadata }: Row): Document {
  return new Document({ id: JSON.parse(id), pageContent: JSON.parse(text), metadata: JSON.parse(metadata) });
}

function textOf(filter: MetadataFilter): string {
  conditionsOf(filter);
  return JSON.stringify(filter);
}

function metadataText({ id, metadata }: Document): string {
  try {
    return JSON.stringify(metadata);
  } catch (cause) {
    throw new RunletError("config", `JSON cannot hold the metadata of document ${JSON.stringify(id)}.`, { cause });
  }
}
