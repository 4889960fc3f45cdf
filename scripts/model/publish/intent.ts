import { PakError } from "../../errors.ts";
import { parseEndpoint, renderEndpoint } from "../entry/endpoint.ts";
import type { Entry, Owner } from "../entry/entry.ts";
import { isJsonObject, type Json, type JsonObject, withoutAbsent } from "../json.ts";
import { parseRepository } from "./repository.ts";

/** What a publisher wants the catalog to say; what is absent stays as it is. */
export interface Intent {
  readonly name: string;
  /** In any accepted spelling. */
  readonly endpoint?: string;
  /** Address of the responsible person. */
  readonly email?: string;
  readonly description?: string;
  readonly homepage?: string;
  readonly license?: string;
  readonly keywords?: readonly string[];
  /** Where the override comes from: a file or an https address. */
  readonly override?: string;
}

/**
 * What a package's own `pak.json` asks for (`name`, `repository` or `endpoint`, the author's address,
 * `repository.override`), as the original `pak publish` read it.
 *
 * @param hosts forges besides the known ones (`pak.hosts`)
 * @throws PakError USAGE when it says `"publish": false` or has no name
 */
export function readIntent(manifest: JsonObject, hosts: readonly string[] = []): Intent {
  const { name, publish, repository, endpoint, author, keywords } = manifest;
  if (publish === false) {
    throw new PakError("USAGE", 'pak.json says "publish": false', {
      fix: 'this package is not meant to be published; take the line out when it is: "publish": false',
    });
  }
  if (typeof name !== "string" || name === "") {
    throw new PakError("USAGE", "pak.json has no name", { fix: 'add a line: "name": "my-package"' });
  }
  const from = parseRepository(repository, hosts);
  const fields = {
    endpoint: textOf(endpoint) ?? (from === undefined ? undefined : renderEndpoint(from)),
    email: readEmail(author),
    description: textOf(manifest.description),
    homepage: textOf(manifest.homepage),
    license: textOf(manifest.license),
    keywords: Array.isArray(keywords) ? keywords.filter(word => typeof word === "string") : undefined,
    override: isJsonObject(repository) ? textOf(repository.override) : undefined,
  };
  return { name, ...withoutAbsent(fields) };
}

/** `Name <address>` or `{ "email": … }`, as npm has an author. */
function readEmail(author: Json | undefined): string | undefined {
  if (isJsonObject(author)) return textOf(author.email);
  return typeof author === "string" ? (/<([^<>\s]+@[^<>\s]+)>/.exec(author)?.[1] ?? undefined) : undefined;
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/**
 * The entry as the publisher wants it: what they say replaces what was there, all else stays.
 *
 * @param before the entry in the catalog, when there is one
 * @param owner who is responsible for a new entry
 * @param hosts forges besides the known ones (`pak.hosts`)
 * @throws PakError RETRACTED when there is a tombstone, USAGE when a new entry lacks its endpoint or description, or
 *   the address is of none of its owners
 */
export function applyIntent(
  before: Entry | undefined,
  intent: Intent,
  owner: Owner,
  hosts: readonly string[],
): Entry {
  if (before?.retracted !== undefined) {
    throw new PakError("RETRACTED", `${before.name} was retracted: ${before.retracted.reason}`, {
      fix: "publish under another name: a retracted one is never issued again",
    });
  }
  const { email, override: _override, endpoint, ...said } = intent;
  const parsed = endpoint === undefined ? undefined : parseEndpoint(endpoint, hosts);
  const stored = parsed === undefined ? endpoint : renderEndpoint(parsed);
  const isAlias = parsed?.kind === "alias";
  const { endpoint: place = before?.endpoint, description = before?.description } = {
    ...withoutAbsent({ endpoint: stored }),
    ...(isAlias && before === undefined ? { description: `Another name of ${parsed.name}` } : {}),
    ...withoutAbsent({ description: said.description }),
  };
  if (place === undefined) throw makeMissing("endpoint", `pak publish ${intent.name} ENDPOINT EMAIL`);
  if (description === undefined)
    throw makeMissing("description", 'add --description "What it is, in a sentence"');
  return {
    $schema: "../../schemas/entry.schema.json",
    ...before,
    ...(before === undefined ? { owners: [owner] } : withAddress(before, owner, email)),
    ...said,
    description,
    endpoint: place,
  };
}

/** The owners of an entry, with the address that the one who asks gives for themself. */
function withAddress(before: Entry, owner: Owner, email: string | undefined): Pick<Entry, "owners"> {
  const { owners } = before;
  if (owners === undefined || email === undefined) return {};
  const isSelf = (one: Owner) =>
    (one.key !== undefined && one.key === owner.key) ||
    (one.github !== undefined && one.github.id === owner.github?.id);
  if (owners.some(isSelf)) return { owners: owners.map(one => (isSelf(one) ? { ...one, email } : one)) };
  if (owners.some(one => one.email === email)) return {};
  throw new PakError("USAGE", `${before.name} belongs to ${owners.map(one => one.email).join(" and ")}`, {
    fix: "publish under another name; to change who owns it, see the guide: Owners",
  });
}

function makeMissing(what: string, fix: string): PakError {
  return new PakError("USAGE", `the ${what} is missing`, { fix });
}
