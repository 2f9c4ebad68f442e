import type Database from "libsql";
import { RunletError } from "../../errors/error.ts";

/** What a row is. Texts are JSON: a text with a NUL in it would be cut off there. */
export interface Row {
  readonly id: string;
  readonly text: string;
  readonly metadata: string;
  readonly distance: number;
  readonly vector: ArrayBufferLike | null;
}

/** The statements of a table of documents. Whatever a program is given is bound, and never in their text. */
export interface Table {
  readonly begin: Database.Statement;
  readonly commit: Database.Statement;
  readonly rollback: Database.Statement;
  /** How many numbers a vector has, where there is one. */
  readonly dimensions: Database.Statement;
  readonly size: Database.Statement;
  readonly put: Database.Statement;
  readonly remove: Database.Statement;
  /** By a filter, in JSON. */
  readonly passing: Database.Statement;
  readonly nearest: Database.Statement;
  readonly nearestPassing: Database.Statement;
  /** The same with their vectors. */
  readonly nearestVectors: Database.Statement;
  readonly nearestPassingVectors: Database.Statement;
}

const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,62}$/;

/** No key of the filter that the metadata do not have, with the same value. */
const PASSES = `not exists (
  select 1 from json_each(?) wanted where not exists (
    select 1 from json_each(metadata) had where had.key = wanted.key and had.type = wanted.type and had.atom is wanted.atom
  )
)`;

/** Makes the table where it is not there yet. */
export function openTable(db: Database.Database, name: string): Table {
  if (!NAME.test(name))
    throw new RunletError("config", `A table's name is letters, digits and _, not ${JSON.stringify(name)}.`);
  db.exec(
    `create table if not exists "${name}" (place integer primary key, id text not null unique, text text not null, metadata text not null, vector blob not null)`,
  );
  const nearest = (vector: string, where: string) =>
    db.prepare(
      `select id, text, metadata, ${vector} as vector, vector_distance_cos(vector, ?) as distance from "${name}" ${where} order by distance, place limit ?`,
    );
  return {
    begin: db.prepare("begin immediate"),
    commit: db.prepare("commit"),
    rollback: db.prepare("rollback"),
    dimensions: db.prepare(`select length(vector) / 4 as count from "${name}" limit 1`),
    size: db.prepare(`select count(*) as count from "${name}"`),
    put: db.prepare(
      `insert into "${name}" (id, text, metadata, vector) values (?, ?, ?, ?) on conflict (id) do update set text = excluded.text, metadata = excluded.metadata, vector = excluded.vector`,
    ),
    remove: db.prepare(`delete from "${name}" where id = ?`),
    passing: db.prepare(`select id, text, metadata from "${name}" where ${PASSES}`),
    nearest: nearest("null", ""),
    nearestPassing: nearest("null", `where ${PASSES}`),
    nearestVectors: nearest("vector", ""),
    nearestPassingVectors: nearest("vector", `where ${PASSES}`),
  };
}
