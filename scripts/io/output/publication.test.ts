import { expect, test } from "vitest";
import type { Publication } from "../publication/plan.ts";
import { renderPublication } from "./publication.ts";

const signed = {
  index: { version: 3, expires: "I" },
  head: { version: 7, expires: "H" },
  isNew: true,
  isDevelopment: true,
  isUncommitted: true,
};
const publication = { findings: [], packages: 9, signed } as unknown as Publication;

test("a person reads what was signed and how far it can be trusted", () => {
  expect(renderPublication(publication)).toEqual([
    "signed 9 packages: index 3 (until I), head 7 (until H)",
    expect.stringContaining("not committed"),
    expect.stringContaining("development key"),
  ]);
  expect(renderPublication({ ...publication, changed: ["a"] })[0]).toContain("1 changed of 9");
  expect(renderPublication({ findings: [], packages: 9 })).toEqual(["nothing was signed"]);
});
