import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isJsonObject } from "../../model/json.ts";
import { writeAtomically } from "../disk/atomic.ts";

/** What a server said last time, and the tag by which it tells whether that still holds (RFC 9110, 8.8.3). */
export interface Remembered<Value> {
  readonly etag: string;
  readonly value: Value;
}

/** Answers by address. It only saves traffic: losing it loses nothing. */
export interface AnswerCache<Value> {
  read(address: string): Remembered<Value> | undefined;
  write(address: string, remembered: Remembered<Value>): void;
}

/**
 * A cache in a folder, a file for each address. One that is missing, torn or of another format counts as nothing
 * remembered.
 *
 * @param format of the values: what code with another one remembered is asked anew
 * @param isValue whether what a file holds is a value
 */
export function openAnswerCache<Value>(
  folder: string,
  format: number,
  isValue: (value: unknown) => value is Value,
): AnswerCache<Value> {
  const fileOf = (address: string) => join(folder, `${hash("sha256", address)}.json`);
  return {
    read(address) {
      try {
        const found: unknown = JSON.parse(readFileSync(fileOf(address), "utf8"));
        if (!isJsonObject(found) || found.format !== format || typeof found.etag !== "string")
          return undefined;
        const { etag, value } = found;
        return isValue(value) ? { etag, value } : undefined;
      } catch {
        return undefined;
      }
    },
    write: (address, remembered) =>
      writeAtomically(fileOf(address), JSON.stringify({ format, ...remembered })),
  };
}
