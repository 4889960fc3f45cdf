import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { aPackage, aUniverse, listChosen, listRequests, resolveAll } from "../../../test/universe.ts";
import { accepts } from "../../version/expression.ts";
import type { KnownPackage, Request, Resolution } from "../resolve.ts";
import { MOST_STEPS, Search } from "./search.ts";
import { Shelves } from "./shelf.ts";

const VERSIONS = ["1.0.0", "1.1.0", "2.0.0-rc.1", "2.0.0"];
const EXPRESSIONS = ["*", "^1.0.0", "~2.0.0", ">=1.1.0", "<1.1.0 || 2.0.0", "1.1.0", "=2.0.0", "latest"];
const NAMES = ["a", "b", "c", "d"];

const dependencies = fc.dictionary(
  fc.constantFrom(...NAMES, "nowhere"),
  fc.constantFrom(...EXPRESSIONS, "match"),
  { maxKeys: 2, noNullPrototype: true },
);
const said = fc.record(
  { dependencies, optionalDependencies: dependencies, yanked: fc.constant("broken") },
  { requiredKeys: ["dependencies"], noNullPrototype: true },
);
const universe = fc
  .tuple(...NAMES.map(() => fc.dictionary(fc.constantFrom(...VERSIONS), said, { noNullPrototype: true })))
  .map(packages => new Map(packages.map((releases, at) => [NAMES[at]!, aPackage(NAMES[at]!, releases)])));
const request = fc.record({
  name: fc.constantFrom(...NAMES),
  expression: fc.option(fc.constantFrom(...EXPRESSIONS), { nil: undefined }),
  isOptional: fc.boolean(),
});
const requests = fc.array(request, { minLength: 1, maxLength: 4 });
const locked = fc
  .dictionary(fc.constantFrom(...NAMES), fc.constantFrom(...VERSIONS))
  .map(versions => new Map(Object.entries(versions)));

type Universe = ReadonlyMap<string, KnownPackage>;
type Versions = ReadonlyMap<string, string>;

/** Whether versions are right: everything that is needed is there, and everybody accepts it. */
function isRight(world: Universe, wishes: readonly Request[], fixed: Versions, versions: Versions): boolean {
  const isAccepted = (name: string, expression: string, owner?: string) => {
    const version = versions.get(name);
    const release = world.get(name)?.releases.find(other => other.version === version);
    if (version === undefined || release === undefined) return false;
    const text = expression === "match" ? owner! : expression;
    const isNamed = (wish: string | undefined) => wish?.replace("=", "") === version;
    return (
      accepts(text, version) &&
      (release.yanked === undefined ||
        fixed.get(name) === version ||
        isNamed(text) ||
        wishes.some(wish => wish.name === name && isNamed(wish.expression)))
    );
  };
  return (
    wishes.every(({ name, expression = "*" }) => isAccepted(name, expression)) &&
    [...versions].every(([name, version]) => {
      const known = world.get(name)!;
      const release = known.releases.find(other => other.version === version)!;
      const needs = Object.entries(known.dependenciesOf(release).dependencies);
      return needs.every(([other, expression]) => isAccepted(other, expression, version));
    })
  );
}

/** Every way to give each package a version or none. */
function* listAssignments(names: readonly string[], world: Universe): Generator<Map<string, string>> {
  const [name, ...rest] = names;
  if (name === undefined) {
    yield new Map();
    return;
  }
  for (const others of listAssignments(rest, world)) {
    yield others;
    for (const { version } of world.get(name)!.releases) yield new Map([[name, version], ...others]);
  }
}

function versionsOf(resolution: Resolution): Map<string, string> {
  if (resolution.kind !== "resolved") return new Map();
  return new Map([...resolution.chosen.values()].map(({ name, release }) => [name, release.version]));
}

const isRequired = ({ isOptional }: Request) => !isOptional;

describe("in any small universe", () => {
  test("finds versions exactly when there are some, and they are right", () => {
    fc.assert(
      fc.property(universe, requests, locked, (world, wishes, fixed) => {
        const required = wishes.filter(isRequired);
        const { resolution } = resolveAll(world, required, { locked: fixed });
        const found = versionsOf(resolution);
        const isPossible = [...listAssignments(NAMES, world)].some(versions =>
          isRight(world, required, fixed, versions),
        );
        // A name that does not exist ends the search, though an older release might do without.
        if (resolution.kind === "conflict" && resolution.code === "NOT_FOUND") return;
        expect(resolution.kind).toBe(isPossible ? "resolved" : "conflict");
        if (isPossible) expect(isRight(world, required, fixed, found)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  test("what is optional changes nothing of what is required, and is right too", () => {
    fc.assert(
      fc.property(universe, requests, locked, (world, wishes, fixed) => {
        const required = wishes.filter(isRequired);
        const plain = resolveAll(world, required, { locked: fixed }).resolution;
        const { resolution } = resolveAll(world, wishes, { locked: fixed, withOptional: true });
        expect(resolution.kind).toBe(plain.kind);
        if (resolution.kind !== "resolved") return;
        const versions = versionsOf(resolution);
        for (const [name, version] of versionsOf(plain)) expect(versions.get(name)).toBe(version);
        const isLeftOut = (name: string) => resolution.leftOut.some(other => other.name === name);
        const kept = wishes.filter(wish => isRequired(wish) || !isLeftOut(wish.name));
        // Of two wishes for one package the kept one may name a yanked release, and both are out of `kept`.
        if ([...resolution.chosen.values()].every(({ release }) => release.yanked === undefined))
          expect(isRight(world, kept, fixed, versions)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  test("nothing depends on how anything is sorted, nor on what else is known", () => {
    const turned = <Key, Value>(map: ReadonlyMap<Key, Value>) => new Map([...map].reverse());
    fc.assert(
      fc.property(universe, requests, locked, (world, wishes, fixed) => {
        const options = { locked: fixed, withOptional: true };
        const mirrored = new Map(
          [...turned(world)].map(([name, known]) => {
            const flip = (map: Readonly<Record<string, string>>) =>
              Object.fromEntries(Object.entries(map).reverse());
            const dependenciesOf: KnownPackage["dependenciesOf"] = release => {
              const needs = known.dependenciesOf(release);
              return {
                dependencies: flip(needs.dependencies),
                optionalDependencies: flip(needs.optionalDependencies),
              };
            };
            return [name, { name, releases: known.releases.toReversed(), dependenciesOf }];
          }),
        );
        const { resolution } = resolveAll(world, wishes, options);
        const other = resolveAll(mirrored, wishes.toReversed(), {
          ...options,
          locked: turned(fixed),
        }).resolution;
        expect(other).toEqual(resolution);
      }),
      { numRuns: 500 },
    );
  });
});

/** More pigeons than holes: no choice is to blame alone, so that only trying all of them would prove it. */
function aPigeonry(pigeons: number, holes: number) {
  const versions = Array.from({ length: pigeons }, (_, at) => `${at + 1}.0.0`);
  return aUniverse({
    ...Object.fromEntries(Array.from({ length: holes }, (_, hole) => [`hole-${hole}`, versions])),
    ...Object.fromEntries(
      versions.map((version, at) => [
        `pigeon-${at}`,
        Object.fromEntries(
          Array.from({ length: holes }, (_, hole) => [
            `${hole}.0.0`,
            { dependencies: { [`hole-${hole}`]: version } },
          ]),
        ),
      ]),
    ),
  });
}

test("gives up after so many steps, and says what failed first", () => {
  const world = aPigeonry(10, 9);
  const wishes = listRequests(
    Object.fromEntries(Array.from({ length: 10 }, (_, at) => [`pigeon-${at}`, ""])),
  );
  expect(resolveAll(world, wishes).resolution).toMatchObject({
    kind: "conflict",
    code: "CONFLICT",
    message: expect.stringMatching(
      new RegExp(`in ${MOST_STEPS} steps; the first conflict: pigeon-\\d 8.0.0 asks for hole-8 `),
    ),
  });
  const { resolution } = resolveAll(
    world,
    wishes.map((wish, at) => ({ ...wish, isOptional: at > 0 })),
  );
  expect(resolution).toMatchObject({ kind: "resolved", leftOut: [{ name: "pigeon-9" }] });
});

test("returns to the choice that is to blame, over all that are not", () => {
  const bystanders = Array.from({ length: 40 }, (_, at) => `bystander-${at}`);
  const versions = Array.from({ length: 40 }, (_, at) => `1.${at}.0`);
  const world = aUniverse({
    culprit: Object.fromEntries(
      versions.map((version, at) => [version, { dependencies: { one: at === 0 ? "*" : "^1.0.0" } }]),
    ),
    ...Object.fromEntries(bystanders.map(name => [name, versions])),
    one: { "1.0.0": { dependencies: { two: "^2.0.0" } }, "3.0.0": {}, "0.1.0": {} },
    two: ["1.0.0"],
  });
  const wishes = listRequests(Object.fromEntries(["culprit", ...bystanders].map(name => [name, ""])));
  const chosen = listChosen(resolveAll(world, wishes).resolution);
  expect(chosen).toContain("culprit 1.0.0");
  expect(chosen).toContain("one 3.0.0");
});

test("what can't be added leaves no trace", () => {
  const world = aUniverse({
    a: { "1.0.0": { dependencies: { b: "*", c: "^2.0.0" } } },
    b: ["1.0.0"],
    c: ["1.0.0"],
  });
  const shelves = new Shelves({ known: world, locked: new Map() });
  const search = new Search(shelves, 2);
  const [a] = shelves.listDemands(listRequests({ a: "" }));
  expect(search.add([a!], new Map())).toMatchObject({ code: "CONFLICT" });
  expect([search.demands.size, search.chosen.size]).toEqual([0, 0]);
  const more = shelves.listDemands(listRequests({ b: "", c: "" }));
  expect(search.add(more, new Map())).toMatchObject({ message: expect.stringContaining("in 2 steps") });
  expect([search.demands.size, search.chosen.size]).toEqual([0, 0]);
});
