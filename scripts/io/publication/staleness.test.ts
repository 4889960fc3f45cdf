import { expect, test } from "vitest";
import { makeFolder, makeRepository, type Repository, writeFiles } from "../../test/repository.ts";
import { stampRegistries } from "../npm/known-registries.ts";
import { listChangedNames } from "./staleness.ts";
import { type PublicationState, renderState, STATE_FORMAT, STATE_PATH } from "./state.ts";

type Given = Parameters<typeof listChangedNames>[0];

/** A repository of two packages, and what was published of its first commit, apart from it. */
function makePublished(uncommitted: readonly string[] = [], registries?: PublicationState["registries"]) {
  const repository = makeRepository();
  const commit = repository.commit({ "catalog/le/less.json": "1", "catalog/jq/jquery.json": "1" });
  const generation = makeFolder();
  const state = { format: STATE_FORMAT, tool: "1.0.0", commit, uncommitted, aliases: {}, retracted: [] };
  writeFiles(generation, {
    [STATE_PATH]: renderState({
      ...state,
      packages: 2,
      superseded: [],
      ...(registries === undefined ? {} : { registries }),
    }),
  });
  return { repository, generation };
}

function listNow(published: { repository: Repository; generation: string }, fields: Partial<Given> = {}) {
  const { repository, generation } = published;
  const commit = repository.git("rev-parse", "HEAD");
  return listChangedNames({
    root: repository.root,
    environment: {},
    generation,
    commit,
    toolVersion: "1.0.0",
    ...fields,
  });
}

test("names come from commits since, from the work tree, and from what was uncommitted then", () => {
  const published = makePublished(["catalog/jq/jquery.json"]);
  const { repository } = published;
  expect(listNow(published).since?.names).toEqual(["jquery"]);
  repository.commit({ "overrides/less.json": "1", "catalog/le/less.json": undefined });
  writeFiles(repository.root, { "catalog/releases/aa/aaa.json": "1" });
  const { since, uncommitted } = listNow(published);
  expect(since?.names).toEqual(["aaa", "jquery", "less"]);
  expect(since?.steps).toHaveLength(1);
  expect(uncommitted).toEqual(["catalog/releases/aa/aaa.json"]);
});

test("outside git nobody can tell what changed", () => {
  const { generation } = makePublished();
  const zeros = "0".repeat(40);
  const state = {
    format: STATE_FORMAT,
    tool: "1.0.0",
    commit: zeros,
    uncommitted: [],
    aliases: {},
    retracted: [],
  };
  writeFiles(generation, { [STATE_PATH]: renderState({ ...state, packages: 2, superseded: [] }) });
  const given = { root: makeFolder(), environment: {}, generation, commit: zeros, toolVersion: "1.0.0" };
  expect(listChangedNames(given)).toEqual({ uncommitted: [] });
});

test("a revision is compared without looking at the work tree", () => {
  const published = makePublished();
  writeFiles(published.repository.root, { "catalog/le/less.json": "2", "package.json": "{}" });
  expect(listNow(published).since).toBeUndefined();
  expect(listNow(published, { revision: "HEAD" })).toMatchObject({ uncommitted: [], since: { names: [] } });
});

test.each(["package.json", "schemas/entry.schema.json", `catalog/keys/${"A".repeat(40)}.asc`])(
  "a change of %s counts for everything, committed or not",
  path => {
    const published = makePublished();
    writeFiles(published.repository.root, { [path]: "changed" });
    expect(listNow(published)).toEqual({ uncommitted: [path] });
    published.repository.commit({});
    expect(listNow(published)).toEqual({ uncommitted: [] });
  },
);

test("another tool, no publication, a full build or a history that leads elsewhere count for everything", () => {
  const published = makePublished();
  expect(listNow(published).since).toBeDefined();
  expect(listNow(published, { toolVersion: "1.0.1" }).since).toBeUndefined();
  expect(listNow(published, { generation: undefined }).since).toBeUndefined();
  expect(listNow(published, { isFull: true }).since).toBeUndefined();
  published.repository.git("checkout", "--quiet", "--orphan", "anew");
  published.repository.commit({ "catalog/le/less.json": "2" });
  expect(listNow(published).since).toBeUndefined();
});

test("a registry that npm was told to use since counts for everything, where there are npm packages", () => {
  const environment = { npm_config_registry: "http://127.0.0.1:4873/" };
  const registries = { registry: "http://127.0.0.1:4873/", scopes: {}, stamp: stampRegistries(environment) };
  const published = makePublished([], registries);
  expect(listNow(published, { environment }).since).toBeDefined();
  expect(listNow(published).since).toBeUndefined();
  expect(listNow(makePublished(), { environment }).since).toBeDefined();
});
