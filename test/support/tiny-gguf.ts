import { writeFileSync } from "node:fs";

/**
 * A language model in a few hundred kB, as a GGUF file: one layer of llama's architecture that adds nothing to its input, so that the
 * next token depends on the last one alone. Which one follows which is in `FOLLOWS`; anything else leads anywhere, and always to the
 * same. Its form of a conversation is ChatML.
 */
export function writeTinyGguf(path: string): void {
  const file = new Bytes();
  file.put(Buffer.from("GGUF"));
  file.u32(3);
  const tensors = tensorsOf();
  const metadata = metadataOf();
  file.u64(tensors.length);
  file.u64(metadata.length);
  for (const [key, type, value] of metadata) {
    file.text(key);
    file.u32(type);
    file.value(type, value);
  }
  let offset = 0;
  for (const [name, shape, values] of tensors) {
    file.text(name);
    file.u32(shape.length);
    for (const size of shape) file.u64(size);
    file.u32(F32);
    file.u64(offset);
    offset += aligned(values.byteLength);
  }
  file.align();
  for (const [, , values] of tensors) {
    file.put(Buffer.from(values.buffer));
    file.align();
  }
  writeFileSync(path, file.whole());
}

/** After the head of an answer, which ends with a new line: a sentence. After what an answer may begin with: other things. */
const FOLLOWS: readonly (readonly string[])[] = [
  ["<0x0A>", "The", " sky", " is", " blue", ".", "<|im_end|>"],
  ["~", "tick", " tock", "tick"],
  ["^", "<0xF0>", "<0x9F>", "<0xA6>", "<0x9C>", "<|im_end|>"],
  ["#", "||call: sky("],
];

const WIDTH = 64;
const HIDDEN = 32;
const HEADS = 2;
/** Of a tensor's values: 32-bit floats. */
const F32 = 0;
const SPECIAL = ["<unk>", "<s>", "</s>", "<|im_start|>", "<|im_end|>"];
const BYTES = Array.from({ length: 256 }, (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`);
const SIGNS = Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at));
const WORDS = ["The", " sky", " is", " blue", "tick", " tock", "||call: sky("];
const TOKENS = [...SPECIAL, ...BYTES, ...SIGNS, ...WORDS];

type Tensor = readonly [name: string, shape: readonly number[], values: Float32Array];

function tensorsOf(): Tensor[] {
  const size = TOKENS.length * WIDTH;
  const embedding = randomValues(size);
  // What is most like a token's own embedding is what follows it.
  const output = new Float32Array(size);
  for (const chain of FOLLOWS)
    for (let at = 1; at < chain.length; at++) {
      const [from, to] = [TOKENS.indexOf(chain[at - 1]!) * WIDTH, TOKENS.indexOf(chain[at]!) * WIDTH];
      for (let i = 0; i < WIDTH; i++) output[to + i]! += embedding[from + i]!;
    }
  const ones = new Float32Array(WIDTH).fill(1);
  const nothing = (name: string, from: number, to: number): Tensor => [
    `blk.0.${name}.weight`,
    [from, to],
    new Float32Array(from * to),
  ];
  return [
    ["token_embd.weight", [WIDTH, TOKENS.length], embedding],
    ["output_norm.weight", [WIDTH], ones],
    ["output.weight", [WIDTH, TOKENS.length], output],
    ["blk.0.attn_norm.weight", [WIDTH], ones],
    nothing("attn_q", WIDTH, WIDTH),
    nothing("attn_k", WIDTH, WIDTH),
    nothing("attn_v", WIDTH, WIDTH),
    nothing("attn_output", WIDTH, WIDTH),
    ["blk.0.ffn_norm.weight", [WIDTH], ones],
    nothing("ffn_gate", WIDTH, HIDDEN),
    nothing("ffn_up", WIDTH, HIDDEN),
    nothing("ffn_down", HIDDEN, WIDTH),
  ];
}

/** Between -1 and 1, and always the same. */
function randomValues(count: number): Float32Array {
  let state = 12_345;
  return new Float32Array(count).map(() => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state / 2 ** 32) * 2 - 1;
  });
}

const [U32, I32, FLOAT, BOOL, TEXT, LIST] = [4, 5, 6, 7, 8, 9];
type Metadata = readonly [key: string, type: number, value: unknown];

function metadataOf(): Metadata[] {
  const kinds = [2, 3, 3, 3, 3, ...BYTES.map(() => 6), ...SIGNS.map(() => 1), ...WORDS.map(() => 1)];
  return [
    ["general.architecture", TEXT, "llama"],
    ["general.name", TEXT, "tiny"],
    ["general.file_type", U32, F32],
    ["llama.context_length", U32, 2048],
    ["llama.embedding_length", U32, WIDTH],
    ["llama.block_count", U32, 1],
    ["llama.feed_forward_length", U32, HIDDEN],
    ["llama.attention.head_count", U32, HEADS],
    ["llama.attention.head_count_kv", U32, HEADS],
    ["llama.rope.dimension_count", U32, WIDTH / HEADS],
    ["llama.attention.layer_norm_rms_epsilon", FLOAT, 1e-5],
    ["tokenizer.ggml.model", TEXT, "llama"],
    // Of what is text, a space is written as U+2581.
    ["tokenizer.ggml.tokens", LIST, [TEXT, TOKENS.map((token) => token.replaceAll(" ", "\u2581"))]],
    ["tokenizer.ggml.scores", LIST, [FLOAT, TOKENS.map((_, at) => -at)]],
    ["tokenizer.ggml.token_type", LIST, [I32, kinds]],
    ["tokenizer.ggml.unknown_token_id", U32, TOKENS.indexOf("<unk>")],
    ["tokenizer.ggml.bos_token_id", U32, TOKENS.indexOf("<s>")],
    ["tokenizer.ggml.eos_token_id", U32, TOKENS.indexOf("<|im_end|>")],
    ["tokenizer.ggml.add_bos_token", BOOL, false],
    ["tokenizer.ggml.add_space_prefix", BOOL, false],
    ["tokenizer.chat_template", TEXT, CHATML],
  ];
}

const CHATML =
  "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n{% endfor %}" +
  "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";

/** What the parts of a file begin at a multiple of. */
const ALIGNMENT = 32;

function aligned(length: number): number {
  return Math.ceil(length / ALIGNMENT) * ALIGNMENT;
}

/** Bytes that are put one behind the other, numbers with their lowest byte first. */
class Bytes {
  private readonly parts: Buffer[] = [];
  private length = 0;

  put(part: Buffer): void {
    this.parts.push(part);
    this.length += part.length;
  }

  u32(value: number): void {
    const part = Buffer.alloc(4);
    part.writeUInt32LE(value);
    this.put(part);
  }

  u64(value: number): void {
    const part = Buffer.alloc(8);
    part.writeBigUInt64LE(BigInt(value));
    this.put(part);
  }

  text(text: string): void {
    const part = Buffer.from(text);
    this.u64(part.length);
    this.put(part);
  }

  value(type: number, value: unknown): void {
    if (type === TEXT) this.text(value as string);
    else if (type === BOOL) this.put(Buffer.from([Number(value)]));
    else if (type === FLOAT) this.put(Buffer.from(new Float32Array([value as number]).buffer));
    else if (type !== LIST) this.u32(value as number);
    else {
      const [of, values] = value as [number, unknown[]];
      this.u32(of);
      this.u64(values.length);
      for (const one of values) this.value(of, one);
    }
  }

  align(): void {
    this.put(Buffer.alloc(aligned(this.length) - this.length));
  }

  whole(): Buffer {
    return Buffer.concat(this.parts);
  }
}
