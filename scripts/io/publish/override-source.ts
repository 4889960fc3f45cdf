import { resolve } from "node:path";
import { PakError } from "../../errors.ts";
import type { Json } from "../../model/json.ts";
import { readText } from "../disk/read-text.ts";
import { parseLenient } from "../json/lenient.ts";
import { download } from "../remote/download.ts";
import { isAddress } from "./kept-clone.ts";

/** Bytes of the largest override. */
const LARGEST = 65_536;

/**
 * Reads an override from a file or an https address, leniently; the rules judge what it says.
 *
 * @param root the folder that a path counts from
 * @throws PakError READ when it can't be had, or is not even JSON5
 */
export async function readOverride(source: string, root: string): Promise<Json> {
  if (isAddress(source)) return downloadOverride(source);
  const text = readText(resolve(root, source), "check the path of the override");
  return parseLenient(text, source);
}

/** Reads an override that somebody typed or pasted: its text, or the https address of it; never a file's path. */
export async function readTypedOverride(typed: string): Promise<Json> {
  return isAddress(typed) ? downloadOverride(typed) : parseLenient(typed, "the override");
}

async function downloadOverride(url: string): Promise<Json> {
  const downloaded = await download({ url, limit: LARGEST });
  if ("bytes" in downloaded) return parseLenient(Buffer.from(downloaded.bytes).toString(), url);
  throw new PakError("READ", downloaded.findings[0]!.message, {
    fix: "name the file by its full commit (…/raw/COMMIT/override.json), or download it and give its path",
  });
}
