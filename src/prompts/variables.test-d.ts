import type { FStringVariables, MustacheVariables, Variables } from "./variables.ts";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

declare function same<A, B>(equal: Equal<A, B>): void;

// f-string
same<FStringVariables<"tell me a joke about {topic}">, "topic">(true);
same<FStringVariables<"no {{fields}}">, never>(true);
same<FStringVariables<"">, never>(true);
same<FStringVariables<"{a}{b}{a}">, "a" | "b">(true);
same<FStringVariables<"x {{ not }} {a} y {b:>10} {c!r} {d!s:.3}">, "a" | "b" | "c" | "d">(true);
same<FStringVariables<"{{{a}}}">, "a">(true);
same<FStringVariables<"{{{{a}}}}">, never>(true);
same<FStringVariables<"{变量} {a b}">, "变量" | "a b">(true);
same<FStringVariables<'{"key": 1}'>, '"key"'>(true);
same<FStringVariables<"{a}" | "{b}">, "a" | "b">(true);
same<FStringVariables<"{a} {a:!>9}">, "a">(true);
same<FStringVariables<string>, string>(true);
same<FStringVariables<`Hello {name}, ${string}`>, string>(true);
// @ts-expect-error a wrong name
same<FStringVariables<"{topic}">, "subject">(true);

// mustache
same<MustacheVariables<"{{a}} {{{b}}} {{& c }} {{ d.e.f }} {{\n g\n}}">, "a" | "b" | "c" | "d" | "g">(true);
same<MustacheVariables<"{{#items}}{{name}}{{/items}}{{^none}}{{x}}{{/none}}{{after}}">, "items" | "none" | "after">(
  true,
);
same<MustacheVariables<"{{#a.b}}{{#c}}{{{d}}}{{/c}}{{e}}{{/a.b}}{{f}}">, "a" | "f">(true);
same<MustacheVariables<"{{! a comment }}{{> partial}}{{.}}{{#.}}{{x}}{{/.}}{a}">, never>(true);
same<MustacheVariables<"{{a}}{{=<% %>=}}<%b%>">, string>(true);
same<MustacheVariables<string>, string>(true);
same<MustacheVariables<`{{a}} ${number}`>, string>(true);
// @ts-expect-error the name of a section's item is no variable
same<MustacheVariables<"{{#items}}{{name}}{{/items}}">, "items" | "name">(true);

// by the format's name
same<Variables<"{a} {{b}}", "f-string">, "a">(true);
same<Variables<"{a} {{b}}", "mustache">, "b">(true);
same<Variables<"{a} {{b}}", "my-own">, string>(true);
same<Variables<"{a} {{b}}", string>, string>(true);

// Long templates: every name to the limit, a record beyond, and no TS2589 however long.
type Ten<S extends string> = `${S}${S}${S}${S}${S}${S}${S}${S}${S}${S}`;
type Text = "A sentence of a prompt, as long as many. ";

same<FStringVariables<Ten<Ten<`${Text}{a}{b}`>>>, "a" | "b">(true);
same<FStringVariables<`${Ten<Ten<`${Text}{a}{b}`>>}{c}`>, string>(true);
same<FStringVariables<`${Ten<Ten<`${Text}{{a}}`>>}{c}`>, "c">(true);
same<FStringVariables<Ten<Ten<Ten<`${Text}{a}`>>>>, string>(true);
same<FStringVariables<Ten<Ten<Ten<Ten<Text>>>>>, never>(true);
same<MustacheVariables<Ten<Ten<`${Text}{{a}}{{{b.c}}}`>>>, "a" | "b">(true);
same<MustacheVariables<Ten<Ten<`{{# a }}{{b}}`>>>, "a">(true);
same<MustacheVariables<Ten<Ten<Ten<`${Text}{{a}}`>>>>, string>(true);
