import { foldPath, isPlainPath } from "../name/portable.ts";

/**
 * Why a package's file must not be written to a path, as the end of a sentence; `undefined` where it may be. A
 * destination stays inside the application's folder on every system, and never is a place from which programs take
 * what they run: data would become code.
 *
 * @param path relative to the application's folder, with forward slashes
 * @param paks the application's folder of packages, likewise
 */
export function findObstacle(path: string, paks: string): string | undefined {
  const folded = foldPath(path);
  const parts = folded.split("/");
  if (!isPlainPath(path)) return "is no path inside the application's folder that every system can have";
  if (parts[0]!.startsWith(".")) return "begins with a dot: such files set up programs";
  if (isToolFile(parts[0]!)) return "tells programs what to run or to fetch";
  if (`${folded}/`.startsWith(`${foldPath(paks)}/`) || parts.includes("node_modules"))
    return "lies where packages are installed";
  return undefined;
}

/** Names in lower case of files, at the top of a folder, that programs obey without being told. */
const TOOL_FILES: readonly RegExp[] = [
  /^pakrc$|^pak(?:-.*)?\.json$/,
  // Package managers: what they fetch, from where, and the scripts they run.
  /^(?:package|npm|yarn|pnpm|bun|bunfig)(?:[-.].*)?\.(?:json5?|ya?ml|toml|lockb?)$|\.lockb?$|[-.]lock\.\w+$/,
  /^(?:bower|composer|deno|lerna|rush|nx|turbo|angular|project)\.jsonc?$/,
  /^(?:pyproject|cargo)\.toml$|^setup\.(?:py|cfg)$/,
  // Compilers, bundlers, test runners and task runners.
  /^[jt]sconfig.*\.json$|\.config\.\w+$|^nodemon\.json$|^cmakelists\.txt$|^build\.rs$/,
  /^(?:\w*make|rake|gem|pip|proc|docker|vagrant|grunt|gulp|jake|just)file(?:\..*)?$/,
  // Hosts that build what they find.
  /^(?:now|vercel|netlify|firebase|wrangler)\.(?:jsonc?|toml|ya?ml)$/,
];

/** Whether a file of this name, at the top of an application, tells a program what to run or to fetch. */
export function isToolFile(name: string): boolean {
  return TOOL_FILES.some(pattern => pattern.test(foldPath(name)));
}
