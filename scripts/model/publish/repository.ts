import { type Endpoint, parseEndpoint } from "../entry/endpoint.ts";

/** A git endpoint. */
export type Repository = Extract<Endpoint, { kind: "git" }>;

/**
 * Reads a repository as manifests spell it: `{ "type": "git", "url": … }`, `git+https://…`, `git://…`,
 * `ssh://git@…`, `github:owner/repo`, `owner/repo` (npm's package.json, "repository").
 *
 * @param hosts forges besides the known ones (`pak.hosts`)
 */
export function parseRepository(value: unknown, hosts: readonly string[] = []): Repository | undefined {
  const text = typeof value === "object" && value !== null ? (value as { url?: unknown }).url : value;
  if (typeof text !== "string") return undefined;
  const plain = text
    .replace(/^git\+/, "")
    .replace(/^(?:git|http|ssh):\/\/(?:git@)?/, "https://")
    .replace(/^github:/, "https://github.com/")
    .replace(/^gitlab:/, "https://gitlab.com/")
    .replace(/#.*$/, "");
  const endpoint = parseEndpoint(plain, hosts);
  return endpoint?.kind === "git" ? endpoint : undefined;
}
