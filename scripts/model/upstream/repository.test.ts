import { expect, test } from "vitest";
import { checkRepositoryIds } from "./repository.ts";

const codes = (recorded: { id: number; owner: number } | undefined, id: number, owner: number) =>
  checkRepositoryIds(recorded, { id, owner }).map(found => found.code);

test("ids that differ are told each", () => {
  expect(codes(undefined, 7, 9)).toEqual([]);
  expect(codes({ id: 7, owner: 9 }, 7, 9)).toEqual([]);
  expect(codes({ id: 7, owner: 9 }, 8, 9)).toEqual(["REPO_ID_CHANGED"]);
  expect(codes({ id: 7, owner: 9 }, 8, 10)).toEqual(["REPO_ID_CHANGED", "OWNER_ID_CHANGED"]);
});
