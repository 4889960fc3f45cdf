import { expect, test } from "vitest";
import { anEntry } from "../../test/catalog.ts";
import type { Owner } from "../entry/entry.ts";
import { applyIntent, readIntent } from "./intent.ts";

const owner = { email: "o@example.org", key: "A".repeat(40) };

test("a pak.json says what to publish", () => {
  const manifest = {
    name: "less",
    description: "Style sheets",
    author: "Octo Cat <o@example.org> (https://example.org)",
    license: "MIT",
    keywords: ["css", 7],
    repository: {
      type: "git",
      url: "git+https://github.com/less/less.js.git",
      override: "less-override.json",
    },
    scripts: { test: "x" },
  };
  expect(readIntent(manifest)).toEqual({
    name: "less",
    endpoint: "https://github.com/less/less.js.git",
    email: "o@example.org",
    description: "Style sheets",
    license: "MIT",
    keywords: ["css"],
    override: "less-override.json",
  });
  expect(readIntent({ name: "less", endpoint: "@npm:less", author: { email: "o@example.org" } })).toEqual({
    name: "less",
    endpoint: "@npm:less",
    email: "o@example.org",
  });
});

test("a package that is not to be published, or has no name, is refused with a way out", () => {
  for (const manifest of [{ name: "less", publish: false }, { publish: true }])
    expect(() => readIntent(manifest)).toThrow(
      expect.objectContaining({ code: "USAGE", fix: expect.any(String) }),
    );
});

test("a new entry is its publisher's, its endpoint in the stored spelling", () => {
  const intent = { name: "less", endpoint: "less/less.js", description: "Style sheets" };
  expect(applyIntent(undefined, intent, owner, [])).toEqual({
    $schema: "../../schemas/entry.schema.json",
    name: "less",
    description: "Style sheets",
    endpoint: "https://github.com/less/less.js.git",
    owners: [owner],
  });
  const alias = applyIntent(undefined, { name: "my-angular", endpoint: "@pak:angular" }, owner, []);
  expect(alias).toMatchObject({ endpoint: "@angular", description: "Another name of angular" });
});

test("a change replaces what it says and leaves the rest, the owners too", () => {
  const before = anEntry({
    name: "less",
    license: "MIT",
    owners: [{ ...owner, email: "first@example.org" }],
  });
  const after = applyIntent(
    before,
    { name: "less", description: "Better", endpoint: "@npm/less" },
    owner,
    [],
  );
  expect(after).toEqual({ ...before, description: "Better", endpoint: "@npm:less" });
});

test("what a new entry lacks is named", () => {
  expect(() => applyIntent(undefined, { name: "x", description: "y" }, owner, [])).toThrow(
    /endpoint is missing/,
  );
  expect(() => applyIntent(undefined, { name: "x", endpoint: "@npm:x" }, owner, [])).toThrow(
    /description is missing/,
  );
});

test("what was retracted is not changed by anybody", () => {
  const before = anEntry({ name: "less", retracted: { date: "2026-11-01", reason: "replaced" } });
  expect(() => applyIntent(before, { name: "less", description: "Back" }, owner, [])).toThrow(
    expect.objectContaining({ code: "RETRACTED", message: "less was retracted: replaced" }),
  );
});

test("a repository may lie at a forge that the catalog adds", () => {
  const manifest = { name: "less", repository: "https://git.example.org/less/less.js" };
  expect(readIntent(manifest).endpoint).toBeUndefined();
  expect(readIntent(manifest, ["git.example.org"]).endpoint).toBe("https://git.example.org/less/less.js.git");
});

test("an owner gives an address anew, and nobody gives one for an entry of others", () => {
  const theirs = { email: "b@example.org", key: "B".repeat(40) };
  const before = anEntry({ name: "less", owners: [{ ...owner, key: "A".repeat(40) }, theirs] });
  const change = (email: string, asking: Partial<Owner>) =>
    applyIntent(before, { name: "less", email }, { email, ...asking }, []).owners;
  expect(change("new@example.org", { key: "B".repeat(40) })).toEqual([
    before.owners![0],
    { ...theirs, email: "new@example.org" },
  ]);
  expect(change("b@example.org", {})).toEqual(before.owners);
  expect(() => change("s@example.org", { key: "C".repeat(40) })).toThrow(/belongs to .* and b@example.org/);
});
