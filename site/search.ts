import type { PackageRecord } from "../scripts/model/published/package-document.ts";
import type { Shard } from "../scripts/model/search/build.ts";
import { rankNames, searchShardPaths } from "../scripts/model/search/query.ts";
import { blockPath } from "../scripts/model/search/tokens.ts";

/** Results shown below the field. */
const MOST = 12;

const input = document.querySelector<HTMLInputElement>("[data-search]");
const output = document.querySelector<HTMLOutputElement>("#results");
const fetched = new Map<string, Promise<unknown>>();
let asked = 0;

/** A file of the search index; what the catalog has no word for is missing, and that is an answer. */
function fetchJson<Document extends object>(path: string): Promise<Document> {
  let answer = fetched.get(path);
  if (answer === undefined) {
    answer = fetch(`${input?.dataset.search}${path}`).then(response => (response.ok ? response.json() : {}));
    fetched.set(path, answer);
  }
  return answer as Promise<Document>;
}

async function find(query: string): Promise<PackageRecord[]> {
  const paths = searchShardPaths(query);
  const shards = await Promise.all(paths.map(path => fetchJson<Shard>(path)));
  const names = rankNames(query, new Map(paths.map((path, at) => [path, shards[at]!]))).slice(0, MOST);
  const blocks = await Promise.all(
    names.map(name => fetchJson<Record<string, PackageRecord>>(blockPath(name))),
  );
  return names.flatMap((name, at) => blocks[at]?.[name] ?? []);
}

function show(query: string, records: readonly PackageRecord[]): void {
  const list = document.createElement("ul");
  for (const { name, version = "", description } of records) {
    const link = Object.assign(document.createElement("a"), {
      href: `${input?.dataset.search}package/${name}/`,
      textContent: name,
    });
    const number = Object.assign(document.createElement("span"), {
      className: "version",
      textContent: ` ${version}`,
    });
    const line = Object.assign(document.createElement("p"), { textContent: description });
    const item = document.createElement("li");
    item.append(link, number, line);
    list.append(item);
  }
  const nothing = Object.assign(document.createElement("p"), { textContent: `Nothing is called ${query}.` });
  output?.replaceChildren(...(query === "" ? [] : records.length === 0 ? [nothing] : [list]));
}

async function search(): Promise<void> {
  const query = input?.value.trim() ?? "";
  const turn = ++asked;
  const records = query === "" ? [] : await find(query);
  if (turn === asked) show(query, records);
}

input?.addEventListener("input", () => void search());
input?.form?.addEventListener("submit", event => {
  const first = output?.querySelector("a");
  if (first === null || first === undefined) return;
  event.preventDefault();
  location.assign(first.href);
});

const given = new URLSearchParams(location.search).get("q");
if (input !== null && given !== null) {
  input.value = given;
  void search();
}
