import { join } from "node:path";
import { PakError } from "../../errors.ts";
import type { Application } from "../../model/install/application.ts";
import type { PersonalLayers } from "../../model/install/known.ts";
import type { Layer } from "../../model/manifest/layers.ts";
import { findChange } from "../../model/override/choose.ts";
import type { Override } from "../../model/override/override.ts";
import { checkOverride } from "../../model/override/rules.ts";
import { readManifestFile } from "../json/manifest-file.ts";

/**
 * What a person says of packages on this computer: `overrides/NAME.json` in PAK_HOME, in the form of a catalog's.
 *
 * @param home PAK_HOME, absolute
 * @returns gives a package's layer; throws PakError READ for an override that no catalog would take either
 */
export function openUserLayers(home: string): PersonalLayers {
  const overrides = new Map<string, Override | undefined>();
  return ({ name, endpoint, version }) => {
    if (!overrides.has(name))
      overrides.set(name, readOverride(join(home, "overrides", `${name}.json`), name));
    const override = overrides.get(name);
    const change = override && findChange(override, endpoint, version);
    return change === undefined ? [] : [{ name: "user", change }];
  };
}

/** What the application's own `pak.json` says of a package, the more general first. */
export function listApplicationLayers(application: Application, name: string): readonly Layer[] {
  return application.overridesOf(name).map(change => ({ name: "application", change }));
}

function readOverride(file: string, name: string): Override | undefined {
  const document = readManifestFile(file)?.document;
  if (document === undefined) return undefined;
  const [found] = checkOverride(document, { name });
  if (found === undefined) return document as Override;
  throw new PakError("READ", `${file}: ${(found.pointer ?? []).join(".")}: ${found.message}`, {
    fix: found.fix ?? `expected: ${found.expected}`,
  });
}
