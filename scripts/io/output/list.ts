import type { ListedPackage } from "../application/installed-list.ts";

/** A line for each package. */
export function renderList(packages: readonly ListedPackage[]): string[] {
  const widthOf = (field: "name" | "version") => Math.max(0, ...packages.map(one => one[field].length));
  const [names, versions] = [widthOf("name"), widthOf("version")];
  return packages.map(({ name, version, catalog, endpoint, state, neededBy }) => {
    const mark = state === "installed" ? "" : `  ${state}`;
    const by = neededBy.includes("pak.json") ? "" : `  for ${neededBy.join(", ")}`;
    return `${name.padEnd(names)}  ${version.padEnd(versions)}  ${catalog} ${endpoint}${by}${mark}`;
  });
}
