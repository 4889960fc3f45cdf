import { isLoopback } from "../text/address.ts";

/** What a registry holds, by its name: `ghcr.io/owner/name:1.0.0`, `ghcr.io/owner/name@sha256:…`. */
export interface Reference {
  /** With a port, where it is not the usual one. */
  readonly host: string;
  /** The repository in it: `owner/name`. */
  readonly name: string;
  readonly tag?: string;
  /** `sha256:` and 64 hex digits; goes before the tag. */
  readonly digest?: string;
}

/** OCI distribution-spec 1.1, "Pulling manifests": names and tags. */
const NAME = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;
const HOST =
  /^(?:localhost|\[::1\]|(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)(?::\d{1,5})?$/;
const LONGEST = 255;

/**
 * Reads a reference whose first part is a registry's host; `undefined` for anything else. No host is added where there
 * is none, as other programs do: who says `debian` has not said from where.
 */
export function parseReference(text: string): Reference | undefined {
  const [, host, name, tag, digest] =
    /^([^/]+)\/([^:@]+)(?::([^@]*))?(?:@(.*))?$/s.exec(text.slice(0, LONGEST * 2)) ?? [];
  const isRight =
    host !== undefined &&
    HOST.test(host) &&
    name!.length <= LONGEST &&
    NAME.test(name!) &&
    (tag === undefined || TAG.test(tag)) &&
    (digest === undefined || isDigest(digest));
  if (!isRight) return undefined;
  return {
    host,
    name: name!,
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
  };
}

/** Whether a text is `HOST/NAME`, without tag or digest, so that repositories can lie below it. */
export function isPlace(text: string): boolean {
  const parsed = parseReference(text);
  return parsed !== undefined && renderPlace(parsed) === text;
}

/** Whether a text is a tag that registries take. */
export function isTag(text: string): boolean {
  return TAG.test(text);
}

/** Whether a text is a digest as registries write it, by the one algorithm that is used here. */
export function isDigest(text: unknown): text is string {
  return typeof text === "string" && DIGEST.test(text);
}

/** `HOST/NAME`: the repository, as people know it. */
export function renderPlace({ host, name }: Reference): string {
  return `${host}/${name}`;
}

/** Where a repository answers, with a slash at the end. Only this computer is asked without encryption. */
export function addressOf({ host, name }: Reference): string {
  // Docker's registry is known by a name that it does not answer to.
  const asked = host === "docker.io" ? "registry-1.docker.io" : host;
  return `${isLocal(asked) ? "http" : "https"}://${asked}/v2/${name}/`;
}

/** Whether a registry's host, maybe with a port, is this computer. */
export function isLocal(host: string): boolean {
  return isLoopback(host.replace(/:\d+$/, ""));
}
