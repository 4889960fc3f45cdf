import { join, resolve } from "node:path";
import { PakError } from "../errors.ts";
import type { PackageCache } from "../io/cache/package-cache.ts";
import { type CachedPackage, isStandIn, isWholePackage } from "../io/cache/record.ts";
import { recordMark } from "../io/catalog/record-mark.ts";
import { type Recorded, readRecorded } from "../io/catalog/recorded.ts";
import { loadRulebook, type Rulebook } from "../io/catalog/rulebook.ts";
import { readSettings } from "../io/catalog/settings.ts";
import type { Credentials } from "../io/oci/authorization.ts";
import type { RegistryMeans } from "../io/oci/connection.ts";
import { fetchBase } from "../io/oci/image.ts";
import { writeImageLayout } from "../io/oci/image-layout.ts";
import { buildPackageImage, type PackageImage } from "../io/oci/package-image.ts";
import { pushImage } from "../io/oci/push-image.ts";
import { openRepository } from "../io/oci/repository.ts";
import { buildContainer, renderContainer } from "../io/output/container.ts";
import type { Selection } from "../model/install/selection.ts";
import { withoutAbsent } from "../model/json.ts";
import type { Platform } from "../model/oci/descriptor.ts";
import { DEFAULT_PLATFORM, parsePlatform } from "../model/oci/image.ts";
import { parseReference } from "../model/oci/reference.ts";
import { type Arguments, defineCommand, type World } from "./command.ts";
import { readOwnSettings } from "./own-settings.ts";
import { openCache } from "./package-cache.ts";
import { parseRecordedWord } from "./recorded-word.ts";
import {
  REGISTRY_FLAGS,
  type RegistryTarget,
  readCredentials,
  readTarget,
  repositoryIn,
} from "./registry-target.ts";
import { tell } from "./tell.ts";

export const container = defineCommand({
  name: "container",
  words: "NAME[@VERSION]",
  wordCount: [1, 1],
  flags: {
    base: { value: "REF", summary: "an image to stand on, as in docker.io/library/debian:12 (none)" },
    platform: { value: "OS/ARCH", summary: "what the image is for, and which one of the base (linux/amd64)" },
    out: { value: "DIR", summary: "write it as an OCI layout there (.pak/containers/NAME/VERSION)" },
    push: { summary: "push it to REGISTRY/NAME/image:VERSION and record it; then only --out writes it too" },
    ...REGISTRY_FLAGS,
  },
  examples: [
    "pak container jquery",
    "pak container jquery@3.7.1 --base docker.io/library/nginx:1.27 --out image",
    "pak container jquery --push",
  ],
  async run(world, given) {
    const word = parseRecordedWord(given);
    const [platform, base] = [parsePlatformFlag(given), parseBase(given)];
    const settings = readSettings(world.root);
    const rulebook = await loadRulebook(world.tool, settings);
    const recorded = readRecorded(world.root, rulebook, word.name, word.version);
    const { name, version } = recorded.selection;
    const isPushing = given.flags.push === true;
    const target = isPushing ? readTarget(world, given, settings) : undefined;
    // Whether it can be pushed is known before anything is fetched.
    const credentials = target && readCredentials(world, target);
    const means = openMeans(world, target, credentials);
    const packages = openCache(world, given, means.credentialsOf);
    const cached = await ensureRight(packages, recorded.selection);
    const found = base && {
      name: base.name,
      image: await fetchBase(base.reference, platform, means.reach(base.reference.host)),
    };
    const image = await buildPackageImage({ recorded, cached, platform, ...(found && { base: found }) });
    const folder = findFolder(world, given, isPushing, join(name, version));
    if (folder !== undefined) await writeImageLayout(folder, image, version);
    const pushed =
      target && (await push(world, rulebook, recorded, image, { target, credentials: credentials! }));
    const done = {
      ...(found && { base: { name: found.name, digest: found.image.digest } }),
      ...(folder === undefined ? {} : { folder }),
      ...pushed,
      isRecorded: pushed?.isRecorded ?? false,
    };
    tell(world, given, buildContainer({ name, version }, platform, image, done), renderContainer);
    return 0;
  },
});

/**
 * How what an image is made of is reached: as nobody in particular, save at the registry that it is pushed to. What
 * was just released there may not be public yet.
 */
function openMeans(
  world: World,
  target: RegistryTarget | undefined,
  credentials: Credentials | undefined,
): { credentialsOf(host: string): Credentials | undefined; reach(host: string): RegistryMeans } {
  const own = target && parseReference(target.place)!.host;
  const { replace } = readOwnSettings(world);
  const credentialsOf = (host: string) => (host === own ? credentials : undefined);
  return {
    credentialsOf,
    reach: host => ({
      fetch: world.fetch,
      replace,
      ...withoutAbsent({ credentials: credentialsOf(host) }),
    }),
  };
}

/**
 * A version whole, and as it was built when the catalog has built it: the image says so for good.
 *
 * @throws PakError NETWORK when only its source can be had
 */
async function ensureRight(packages: PackageCache, selection: Selection): Promise<CachedPackage> {
  const kept = await packages.ensure(selection);
  const cached = isWholePackage(kept) ? kept : await packages.ensure(selection, { isRenewed: true });
  if (!isStandIn(cached)) return cached;
  throw new PakError("NETWORK", `the artifact of ${selection.name} ${selection.version} can't be had`, {
    fix: "an image of a released version holds the artifact: try again when the registry answers",
  });
}

/** Pushes the image and tells the catalog of it, which never changes what it was told before. */
async function push(
  world: World,
  rulebook: Rulebook,
  { selection, release }: Recorded,
  image: PackageImage,
  by: { target: RegistryTarget; credentials: Credentials },
): Promise<{ container: string; isRecorded: boolean }> {
  const { name, version } = selection;
  const reference = repositoryIn(by.target, `${name}/image`);
  const means = { fetch: world.fetch, credentials: by.credentials, isPushing: true };
  const repository = openRepository(reference, means);
  const reached = `${repository.place}@${image.manifest.descriptor.digest}`;
  if (release.container !== undefined && release.container !== reached) {
    throw new PakError("CONFLICT", `the catalog has recorded another image of ${name} ${version}`, {
      fix: `use ${release.container}: what was recorded never changes`,
    });
  }
  await pushImage(repository, image, version);
  const isRecorded = release.container === undefined;
  if (isRecorded) await recordMark({ root: world.root, rulebook }, { name, version }, { container: reached });
  return { container: reached, isRecorded };
}

function findFolder(
  world: World,
  { flags: { out } }: Arguments,
  isPushing: boolean,
  own: string,
): string | undefined {
  if (typeof out === "string") return resolve(world.root, out);
  return isPushing ? undefined : join(world.root, ".pak/containers", own);
}

function parsePlatformFlag({ flags: { platform } }: Arguments): Platform {
  const parsed = typeof platform === "string" ? parsePlatform(platform) : DEFAULT_PLATFORM;
  if (parsed !== undefined) return parsed;
  throw new PakError("USAGE", `${JSON.stringify(platform)} is no platform`, {
    fix: "write it as in linux/amd64 or linux/arm64/v8",
  });
}

function parseBase({ flags: { base } }: Arguments) {
  if (typeof base !== "string") return undefined;
  const reference = parseReference(base);
  if (reference?.tag !== undefined || reference?.digest !== undefined)
    return { name: base.replace(/@.*$/, ""), reference };
  throw new PakError("USAGE", `${JSON.stringify(base)} is no image with its registry and a tag or digest`, {
    fix: "write it out, as in docker.io/library/debian:12 or ghcr.io/owner/image@sha256:…",
  });
}
