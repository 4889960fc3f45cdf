import { parseJson } from "../../io/json/parse.ts";
import type { Kind } from "./kind.ts";

/** Bytes as base64, or described: what a generator's text is made of, repeated. */
interface Input {
  readonly base64?: string;
  readonly generate?: string | Readonly<Record<string, unknown>>;
}

const jsonBytes: Kind = (input, row) => {
  const { base64, generate = row.generate } = input as Input;
  const bytes = base64 === undefined ? generateBytes(generate) : Buffer.from(base64, "base64");
  const parsed = parseJson(bytes);
  return "findings" in parsed ? parsed.findings.map(found => found.code) : [];
};

export default jsonBytes;

/** Tables describe what is too long to write down: an amount of bytes, depth, members or characters. */
function generateBytes(generate: unknown): Uint8Array {
  const text = JSON.stringify(generate);
  const many = Number(/\d+/.exec(text)?.[0] ?? Number.NaN);
  if (Number.isNaN(many)) throw new Error(`no generator understands ${text}`);
  if (/deep|depth|nest/i.test(text))
    return Buffer.from(`{"a":${"[".repeat(many - 1)}${"]".repeat(many - 1)}}`);
  if (/member|key|element|items|array/i.test(text)) {
    return Buffer.from(
      JSON.stringify(Object.fromEntries(Array.from({ length: many }, (_, i) => [`k${i}`, 0]))),
    );
  }
  if (/string|text|char/i.test(text)) return Buffer.from(JSON.stringify({ a: "x".repeat(many) }));
  if (/byte|size|length/i.test(text)) return Buffer.from(`{}${" ".repeat(many - 2)}`);
  throw new Error(`no generator understands ${text}`);
}
