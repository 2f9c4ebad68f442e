/**
 * Names of the variables in a template's text, read by the compiler. `string` for a text that is not a literal and for
 * one with more than 200 fields or tags, where the compiler would give up.
 */
export type Variables<S extends string, Format extends string> = Format extends "f-string"
  ? FStringVariables<S>
  : Format extends "mustache"
    ? MustacheVariables<S>
    : string;

/** The names in a template of the format `f-string`: `{name}`, `{name!r}`, `{name:>10}`, not `{{name}}`. */
export type FStringVariables<S extends string> = IsLiteral<S> extends true ? Fields<S> : string;

/**
 * The names in a template of the format `mustache` that stand outside every section, with the sections' own; of a
 * dotted name its first part. `string` where the text changes the delimiters.
 */
export type MustacheVariables<S extends string> = IsLiteral<S> extends true ? Tags<S> : string;

// A record over literals has required keys; one over `string` or a pattern such as `a${string}` has none.
type IsLiteral<S extends string> = {} extends Record<S, 1> ? false : true;

type Max = 200;

// `Seen` counts steps: the compiler allows 1000 tail calls and answers more with TS2589, an error in the user's program.
type Fields<S extends string, Names extends string = never, Seen extends 0[] = []> = S extends `${string}{${infer Rest}`
  ? Seen["length"] extends Max
    ? string
    : Rest extends `{${infer Behind}`
      ? Fields<Behind, Names, [...Seen, 0]>
      : Rest extends `${infer Field}}${infer Behind}`
        ? Fields<Behind, Names | NameOf<Field>, [...Seen, 0]>
        : Names
  : Names;

type NameOf<Field extends string> = Before<Before<Field, ":">, "!">;

type Before<S extends string, Mark extends string> = S extends `${infer Head}${Mark}${string}` ? Head : S;

// `Open` has an element for each section that is open.
type Tags<
  S extends string,
  Names extends string = never,
  Open extends 0[] = [],
  Seen extends 0[] = [],
> = S extends `${string}{{${infer Rest}`
  ? Seen["length"] extends Max
    ? string
    : Rest extends `{${infer Tag}}}}${infer Behind}`
      ? Tags<Behind, Named<Names, Open, Trim<Tag>>, Open, [...Seen, 0]>
      : Rest extends `${infer Tag}}}${infer Behind}`
        ? Trim<Tag> extends `${infer Kind extends Sigil}${infer Name}`
          ? Kind extends "="
            ? string
            : Kind extends "#" | "^"
              ? Tags<Behind, Named<Names, Open, Trim<Name>>, [...Open, 0], [...Seen, 0]>
              : Kind extends "/"
                ? Tags<Behind, Names, Open extends [0, ...infer Outer extends 0[]] ? Outer : [], [...Seen, 0]>
                : Tags<Behind, Kind extends "&" ? Named<Names, Open, Trim<Name>> : Names, Open, [...Seen, 0]>
          : Tags<Behind, Named<Names, Open, Trim<Tag>>, Open, [...Seen, 0]>
        : Names
  : Names;

type Sigil = "#" | "^" | "/" | "&" | "!" | ">" | "=";

type Named<Names extends string, Open extends 0[], Name extends string> = Open extends []
  ? Names | (Name extends "." ? never : Before<Name, ".">)
  : Names;

type Space = " " | "\n" | "\r" | "\t";

type Trim<S extends string> = S extends `${Space}${infer Rest}`
  ? Trim<Rest>
  : S extends `${infer Rest}${Space}`
    ? Trim<Rest>
    : S;
