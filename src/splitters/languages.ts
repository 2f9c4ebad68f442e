const PROSE = ["\n\n", "\n", " ", ""] as const;

/** Lines that begin with one of these words, whatever they are indented by, in the order of the words. */
const lines = (...words: readonly string[]): readonly string[] => [...words.map((word) => `\n${word} `), ...PROSE];

const FLOW = ["if", "for", "while", "switch", "case"] as const;
const JS = [
  "export",
  "import",
  "class",
  "function",
  "async function",
  "const",
  "let",
  "var",
  ...FLOW,
  "default",
] as const;

const tags = (...names: readonly string[]): readonly string[] => names.map((name) => `<${name}`);

/** Where texts in a language have their parts, the greatest first. */
export const SEPARATORS = {
  c: lines("struct", "enum", "typedef", "static", "void", "int", "char", "float", "double", ...FLOW),
  cpp: lines("namespace", "template", "class", "struct", "enum", "void", "int", "float", "double", "auto", ...FLOW),
  csharp: lines(
    "namespace",
    "interface",
    "class",
    "enum",
    "record",
    "public",
    "protected",
    "private",
    "static",
    ...FLOW,
  ),
  go: lines("func", "type", "var", "const", ...FLOW),
  html: [
    ...tags("body", "main", "article", "section", "header", "footer", "nav", "div", "h1", "h2", "h3", "h4", "h5", "h6"),
    ...tags("table", "ul", "ol", "p", "tr", "li", "br", "span"),
    ...PROSE,
  ],
  java: lines("interface", "class", "enum", "record", "public", "protected", "private", "static", ...FLOW),
  js: lines(...JS),
  kotlin: lines("package", "interface", "class", "object", "fun", "val", "var", "if", "for", "while", "when"),
  latex: ["\n\\chapter{", "\n\\section{", "\n\\subsection{", "\n\\subsubsection{", "\n\\begin{", "\n\\item ", ...PROSE],
  markdown: ["\n# ", "\n## ", "\n### ", "\n#### ", "\n##### ", "\n###### ", "\n```", "\n---\n", "\n***\n", ...PROSE],
  php: lines("namespace", "interface", "class", "trait", "function", "if", "foreach", "while", "do", "switch", "case"),
  proto: lines("syntax", "import", "option", "message", "service", "enum"),
  python: ["\nclass ", "\ndef ", "\nasync def ", "\n    def ", "\n    async def ", "\n\tdef ", ...PROSE],
  rst: ["\n===\n", "\n---\n", "\n***\n", "\n.. ", ...PROSE],
  ruby: lines("module", "class", "def", "if", "unless", "while", "for", "do", "begin", "rescue"),
  rust: lines(
    "mod",
    "pub",
    "trait",
    "impl",
    "struct",
    "enum",
    "fn",
    "const",
    "let",
    "if",
    "while",
    "for",
    "loop",
    "match",
  ),
  scala: lines("package", "trait", "class", "object", "def", "val", "var", "if", "for", "while", "match", "case"),
  sol: lines(
    "pragma",
    "using",
    "interface",
    "library",
    "contract",
    "event",
    "modifier",
    "error",
    "struct",
    "enum",
    "function",
  ),
  swift: lines("import", "protocol", "extension", "class", "struct", "enum", "func", "let", "var", ...FLOW),
  ts: lines("interface", "type", "enum", "namespace", "declare", "abstract class", ...JS),
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** A language that texts may be written in. */
export type Language = keyof typeof SEPARATORS;
