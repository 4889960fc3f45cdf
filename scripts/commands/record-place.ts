import { PakError } from "../errors.ts";
import { openGitHub } from "../io/github/api.ts";
import { readToken } from "../io/github/token.ts";
import type { RecordsOrder } from "../io/publish/propose-records.ts";
import type { World } from "./command.ts";

/** The catalog's own place at GitHub, where jobs propose what they have recorded. */
export type RecordPlace = Pick<RecordsOrder, "environment" | "github" | "token">;

/** @throws PakError TOKEN without a token */
export function openPlace({ environment, fetch }: World): RecordPlace {
  const token = readToken(environment);
  if (token === undefined)
    throw new PakError("TOKEN", "a pull request needs a token", {
      fix: "set GITHUB_TOKEN, or leave --pull out",
    });
  return { environment, github: openGitHub({ fetch, environment, token }), token };
}
