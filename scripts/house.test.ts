import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "..");

/** Every source file below `scripts/`, tests and their data left out. */
const sources = listFiles(join(ROOT, "scripts")).filter(
  file => file.endsWith(".ts") && !/\.(?:test|slow)\.ts$/.test(file) && !file.startsWith("scripts/test/"),
);
const textOf = (file: string) => readFileSync(join(ROOT, file), "utf8");
const linesOf = (file: string) => textOf(file).split("\n").length - 1;

function listFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter(item => item.isFile())
    .map(item => relative(ROOT, join(item.parentPath, item.name)));
}

/** The layers, outermost first: a file imports from its own or a later one. */
const LAYERS = [
  "scripts/pak.ts",
  "scripts/commands/",
  "scripts/client.ts",
  "scripts/builders/",
  "scripts/io/",
  "scripts/model/",
  "scripts/errors.ts",
];

function layerOf(file: string): number {
  return LAYERS.findIndex(layer => file.startsWith(layer));
}

function importsOf(file: string): string[] {
  const folder = join(ROOT, file, "..");
  return [...textOf(file).matchAll(/(?:from|import\()\s*"(\.{1,2}\/[^"]+)"/g)].map(match =>
    relative(ROOT, join(folder, match[1]!)),
  );
}

describe.each(sources)("%s", file => {
  test("imports one way", () => {
    const upward = importsOf(file).filter(other => {
      // Output describes what the client's public face gives.
      const isTypeOnly = new RegExp(`import type [^;]*"[^"]*${other.split("/").at(-1)}"`).test(textOf(file));
      return layerOf(other) < layerOf(file) && !isTypeOnly;
    });
    expect(upward).toEqual([]);
  });

  test("is one idea in at most 250 lines", () => {
    expect(linesOf(file)).toBeLessThanOrEqual(250);
    expect(file).not.toMatch(/(?:^|\/)(?:utils?|helpers?|common|misc|types|index)\.ts$/);
  });

  test("names functions by what they do", () => {
    const names = [...textOf(file).matchAll(/^(?:export )?(?:async )?function\*? (\w+)/gm)].map(
      match => match[1]!,
    );
    expect(names.filter(name => /^(?:get|handle|process|manage|data|info)(?:[A-Z]|$)/.test(name))).toEqual(
      [],
    );
  });

  if (file !== "scripts/pak.ts") {
    test("leaves clock and console to pak.ts", () => {
      expect(textOf(file)).not.toMatch(/new Date\(\)|Date\.now\(\)|\bconsole\./);
    });
  }

  if (file.startsWith("scripts/model/")) {
    test("is pure: no node, no promises", () => {
      expect(textOf(file)).not.toMatch(/from "node:|\basync\b|\bawait\b|process\./);
    });
  }

  if (file.startsWith("scripts/commands/")) {
    test("imports no other command", () => {
      const verbs = readdirSync(join(ROOT, "scripts/commands")).filter(name =>
        textOf(`scripts/commands/${name}`).includes("= defineCommand("),
      );
      const commands = importsOf(file).filter(other =>
        verbs.includes(other.replace("scripts/commands/", "")),
      );
      expect(file === "scripts/commands/table.ts" ? [] : commands).toEqual([]);
    });
  }
});

test("a file has a median of under 100 lines", () => {
  const lengths = sources.map(linesOf).sort((a, b) => a - b);
  expect(lengths[lengths.length >> 1]).toBeLessThan(100);
});

test("imports make no circle", () => {
  const done = new Set<string>();
  const visit = (file: string, way: readonly string[]) => {
    expect(way, [...way, file].join(" → ")).not.toContain(file);
    if (done.has(file)) return;
    const text = textOf(file);
    const values = importsOf(file).filter(other => sources.includes(other) && !isTypeImport(text, other));
    for (const other of values) visit(other, [...way, file]);
    done.add(file);
  };
  for (const file of sources) visit(file, []);
});

function isTypeImport(text: string, other: string): boolean {
  return new RegExp(`import type [^;]*/${other.split("/").at(-1)!.replace(".", "\\.")}"`).test(text);
}

test("a folder holds about a dozen ideas", () => {
  const folders = Map.groupBy(sources, file => file.slice(0, file.lastIndexOf("/")));
  const crowded = [...folders].filter(([, files]) => files.length > 16).map(([folder]) => folder);
  // A person types more verbs than that, and each has its file.
  expect(crowded.filter(folder => folder !== "scripts/commands")).toEqual([]);
});

test("every source has a test beside it, or says where it is tested", () => {
  const elsewhere = new Set(Object.keys(TESTED_ELSEWHERE));
  const lone = sources.filter(file => !listsTest(file) && !elsewhere.has(file) && !isTypesOnly(file));
  expect(lone).toEqual([]);
  for (const test of Object.values(TESTED_ELSEWHERE)) expect(textOf(test)).not.toBe("");
});

/** Parts that only make sense together are tested together. */
const TESTED_ELSEWHERE: Readonly<Record<string, string>> = {
  "scripts/pak.ts": "scripts/test/pak.test.ts",
  "scripts/commands/issue.ts": "scripts/test/form.test.ts",
  "scripts/commands/proposal.ts": "scripts/commands/publish.test.ts",
  "scripts/io/build/ask-tools.ts": "scripts/test/build.test.ts",
  "scripts/io/build/attempt.ts": "scripts/test/build.test.ts",
  "scripts/io/build/build-package.ts": "scripts/test/build.test.ts",
  "scripts/io/build/collect-output.ts": "scripts/test/build.test.ts",
  "scripts/io/build/prepare.ts": "scripts/test/build.test.ts",
  "scripts/io/build/run-steps.ts": "scripts/test/build.test.ts",
  "scripts/io/build/write-build.ts": "scripts/test/build.test.ts",
  "scripts/io/catalog/pass-worker.ts": "scripts/io/catalog/pass.test.ts",
  "scripts/io/owners/check-rights.ts": "scripts/test/ownership.test.ts",
  "scripts/io/owners/statements.ts": "scripts/test/ownership.test.ts",
  "scripts/model/publish/ownership.ts": "scripts/test/cases.test.ts",
  "scripts/io/refresh/health-branch.ts": "scripts/test/refresh.test.ts",
};

function listsTest(file: string): boolean {
  return readdirSync(join(ROOT, file, "..")).includes(
    `${file.split("/").at(-1)!.replace(".ts", ".test.ts")}`,
  );
}

/** Files that declare shapes and constants only. */
function isTypesOnly(file: string): boolean {
  return !/^(?:export )?(?:async )?(?:function|class)/m.test(
    textOf(file).replace(/export function defineCommand[\s\S]*/, ""),
  );
}

test("no test expects a bare pattern in an object: toMatchObject takes any text for it", () => {
  const bare = /\b\w+: \/(?![/*])(?:[^/\\\n]|\\.)+\/[a-z]*\s*[,}]/;
  const tests = listFiles(join(ROOT, "scripts")).filter(file => file.endsWith(".test.ts"));
  expect(tests.filter(file => bare.test(textOf(file)))).toEqual([]);
});

test("the top level is the design's", () => {
  const allowed =
    /^(?:package\.json|package-lock\.json|tsconfig\.json|README\.md|LICENSE|catalog|overrides|schemas|scripts|site|node_modules|_site|\..*)$/;
  expect(readdirSync(ROOT).filter(name => !allowed.test(name))).toEqual([]);
});

test("the lock file records no addresses", () => {
  expect(readFileSync(join(ROOT, "package-lock.json"), "utf8")).not.toMatch(/"resolved":/);
});
