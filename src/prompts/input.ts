import type { Variables } from "./variables.ts";

/**
 * What a template with the variables `V` takes: an object with each of them. With other properties, too, where not all
 * names can be read from the text: it is no literal, or in a format with sections.
 */
export type InputOfNames<V extends string, Format extends string = "f-string"> = string extends V
  ? Open<object>
  : Format extends "f-string"
    ? Named<V>
    : Open<Named<V>>;

/** What a template of this text takes. */
export type InputOfText<S extends string, Format extends string> = InputOfNames<Variables<S, Format>, Format>;

/**
 * An object literal may have properties that `T` does not name. Both members are needed: a literal is checked against
 * the names of the second one, and an object of an interface, which has no index signature, is assigned to the first.
 */
export type Open<T> = T | (T & Record<string, unknown>);

type Named<V extends string> = [V] extends [never] ? object : { [K in V]: unknown };

/** What is left to give of `In` when the variables `K` are given beforehand. */
export type Without<In, K extends PropertyKey> = In extends unknown
  ? Tidy<{ [Name in keyof In as Exclude<Name, K>]: In[Name] }>
  : never;

/** The variables of a template that takes `In`. */
export type NameOf<In> = (In extends unknown ? keyof In : never) & string;

/** A box around what one part takes: a union of boxes keeps what the compiler would reduce in a union. */
export interface Takes<In> {
  readonly takes: In;
}

/** What a template made of such parts takes: what each of them does. */
export type InputOfAll<Boxes> = [OpenMember<Boxes>] extends [never] ? Tidy<All<Boxes>> : Open<Tidy<All<Boxes>>>;

type OpenMember<Boxes> =
  Boxes extends Takes<infer In> ? (In extends unknown ? (string extends keyof In ? true : never) : never) : never;

/** The members that only have the names known. */
type ClosedMember<In> = In extends unknown ? (string extends keyof In ? never : In) : never;

type All<Boxes> = (Boxes extends Takes<infer In> ? (box: Takes<ClosedMember<In>>) => void : never) extends (
  box: infer Every,
) => void
  ? Every extends Takes<infer In>
    ? [In] extends [never]
      ? object
      : In
    : object
  : object;

type Tidy<T> = [keyof T] extends [never] ? object : { [K in keyof T]: T[K] };
