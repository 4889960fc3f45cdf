import { chmodSync, existsSync, lstatSync, readdirSync, readlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { findReal, isWithin, SYSTEM } from "./toolchain.ts";

/** What programs of the system need of its configuration; nothing of it says who uses the machine. */
const SETTINGS =
  /^(?:ld\.so\.(?:cache|conf|conf\.d)|alternatives|perl|python3(?:\.\d+)?|java-[\w-]+|mime\.types|protocols|services|terminfo|fonts)$/;

const CERTIFICATES = [
  "/etc/ssl/certs",
  "/etc/ssl/openssl.cnf",
  "/etc/ca-certificates",
  "/etc/pki/tls/certs",
  "/etc/pki/ca-trust",
  "/etc/resolv.conf",
  "/etc/nsswitch.conf",
];

/** Configuration of package managers that lies among programs and may hold a token. */
const CREDENTIALS = ["etc/npmrc", "pip.conf", "etc/pip.conf"];

/** The user and group that every step sees itself as. */
export const BUILDER = 1000;

const STUBS = {
  passwd: `root:x:0:0:root:/:/bin/sh\nbuilder:x:${BUILDER}:${BUILDER}:builder:/home/builder:/bin/sh\n`,
  group: `root:x:0:\nbuilder:x:${BUILDER}:\n`,
  hosts: "127.0.0.1 localhost\n::1 localhost\n",
};

/**
 * The words for bwrap(1) that show the system's programs and libraries, read only, and as little of `/etc` as they
 * can do with. No step learns the users and hosts of this machine.
 *
 * @param scratch an empty folder of this machine for what stands in for them
 * @param prefixes of toolchains outside of the system
 * @param hidden folders that stay empty even when they lie in one of these
 * @param network whether certificates and name servers belong to it
 */
export function viewSystem(
  scratch: string,
  prefixes: readonly string[],
  hidden: readonly string[],
  network: boolean,
): string[] {
  const settings = readdirSync("/etc").filter(name => SETTINGS.test(name));
  const shown = [...settings.map(name => `/etc/${name}`), ...(network ? CERTIFICATES : [])];
  const roots = SYSTEM.filter(root => existsSync(root) && !lstatSync(root).isSymbolicLink());
  const covered = hidden
    .flatMap(path => findReal(path) ?? [])
    .filter(path => roots.some(root => isWithin(path, root)));
  return [
    ...SYSTEM.flatMap(showLink),
    ...roots.flatMap(root => show(root)),
    ...covered.flatMap(path => ["--perms", "0755", "--tmpfs", path]),
    // After what is hidden: Node's own prefix may lie there.
    ...prefixes.flatMap(prefix => [...makeWay(prefix), ...show(prefix)]),
    ...["/usr", "/usr/local", ...prefixes]
      .flatMap(root => CREDENTIALS.map(name => join(root, name)))
      .flatMap(blank),
    ...makeWay("/etc/-"),
    ...shown.filter(path => existsSync(path)).flatMap(path => [...makeWay(path), ...show(path)]),
    ...Object.entries(STUBS).flatMap(([name, text]) => {
      const file = join(scratch, name);
      writeFileSync(file, text);
      chmodSync(file, 0o644);
      return show(file, `/etc/${name}`);
    }),
    ...covered.flatMap(path => ["--remount-ro", path]),
  ];
}

/** Folders that lead to a path: bubblewrap's own can be passed through by their owner alone. */
export function makeWay(path: string): string[] {
  const folder = dirname(path);
  return folder === "/" ? [] : [...makeWay(folder), "--perms", "0755", "--dir", folder];
}

function show(path: string, place = path): string[] {
  return ["--ro-bind", path, place];
}

function showLink(path: string): string[] {
  const isLink = existsSync(path) && lstatSync(path).isSymbolicLink();
  return isLink ? ["--symlink", readlinkSync(path), path] : [];
}

function blank(file: string): string[] {
  return existsSync(file) ? ["--ro-bind", "/dev/null", file] : [];
}
