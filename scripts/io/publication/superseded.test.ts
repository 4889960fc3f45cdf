import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { FileDigest, Head, IndexFile } from "../../model/trust/trust.ts";
import { makeFolder } from "../../test/repository.ts";
import type { FileChanges } from "./changed-files.ts";
import type { Previous } from "./previous.ts";
import { type PublicationState, STATE_FORMAT, SUPERSEDED_KEPT, type Superseded } from "./state.ts";
import { keepSuperseded, supersede } from "./superseded.ts";
import { writeFiles } from "./write-package.ts";

const digest = (letter: string): FileDigest => ({ sha256: letter.repeat(64), length: 1 });

/** A publication whose head and index have the same version, signed by the key `F`. */
function aPrevious(version: number, bins: Readonly<Record<string, FileDigest>> = {}): Previous {
  const signed = { spec: 1, catalog: "test", version, issued: "", expires: "" };
  const head: Head = { type: "head", ...signed, root_version: 1, index: { version, ...digest("0") } };
  const index: IndexFile = { type: "index", ...signed, commit: "", prefix: 0, bins };
  const signatures = new Map([["F", "armored"]]);
  return {
    head: { document: head, text: "", signatures },
    index: { document: index, text: "", signatures },
  };
}

function aState(superseded: readonly Superseded[]): PublicationState {
  const state = { format: STATE_FORMAT, tool: "1.0.0", commit: "", uncommitted: [], aliases: {} };
  return { ...state, retracted: [], packages: 1, superseded };
}

const signedPaths = (version: number) =>
  ["head", "index"].flatMap(kind => [`trust/${kind}/${version}.json`, `trust/${kind}/${version}.json.F.asc`]);

test("the trust files of the publication before are carried over, beside what is there already", () => {
  const output = makeFolder();
  const same = `trust/bins/${digest("a").sha256}.json`;
  writeFiles(output, [[same, "new"]]);
  const gone = `trust/bins/${digest("b").sha256}.json`;
  const read = (path: string) => (path === gone ? undefined : Buffer.from(`old ${path}`));
  const kept = [{ paths: ["trust/head/6.json"] }];
  const previous = aPrevious(7, { a: digest("a"), b: digest("b") });
  const superseded = keepSuperseded({ output, kept, previous, read });
  expect(superseded.map(({ paths }) => paths)).toEqual([
    ["trust/head/6.json"],
    [...signedPaths(7), same, gone],
  ]);
  expect(readFileSync(join(output, "trust/head/6.json"), "utf8")).toBe("old trust/head/6.json");
  expect(readFileSync(join(output, "trust/head/7.json"), "utf8")).toBe("old trust/head/7.json");
  expect(readFileSync(join(output, same), "utf8")).toBe("new");
  expect(readdirSync(join(output, "trust/bins"))).toEqual([`${digest("a").sha256}.json`]);
});

test("when the head stays, what was kept is kept", () => {
  const output = makeFolder();
  const kept = [{ paths: ["trust/head/6.json"] }];
  const read = () => Buffer.from("old");
  expect(keepSuperseded({ output, kept, previous: undefined, read })).toEqual(kept);
  expect(readdirSync(join(output, "trust/head"))).toEqual(["6.json"]);
});

test("what a publication replaces lives for ten publications", () => {
  const files: FileChanges = new Map();
  let superseded: readonly Superseded[] = [];
  for (let version = 1; version <= SUPERSEDED_KEPT; version++)
    superseded = supersede(aState(superseded), aPrevious(version), [], new Set(), files);
  expect([...files]).toEqual([]);
  const last = supersede(aState(superseded), aPrevious(11), [digest("a")], new Set(), files);
  expect([...files]).toEqual(signedPaths(1).map(path => [path, undefined]));
  expect(last).toHaveLength(SUPERSEDED_KEPT);
  expect(last.at(-1)?.paths).toEqual([...signedPaths(11), `trust/bins/${digest("a").sha256}.json`]);
});

test("a path that came back into use, or was replaced again since, is not deleted", () => {
  const files: FileChanges = new Map();
  const old = Array.from({ length: SUPERSEDED_KEPT }, () => ({ paths: ["trust/index/1.json"] }));
  const oldest = { paths: ["trust/bins/a.json", "trust/bins/b.json", "trust/index/1.json"] };
  supersede(aState([oldest, ...old.slice(1)]), aPrevious(2), [], new Set(["trust/bins/a.json"]), files);
  expect([...files.keys()]).toEqual(["trust/bins/b.json"]);
});
