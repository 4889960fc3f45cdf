import { type Finding, finding } from "../finding.ts";
import { isDevice } from "./portable.ts";

/** Lower-case letters and digits with single separators between them, 1 to 64 characters, ASCII only. */
const SYNTAX = /^[a-z0-9](?:[a-z0-9]|[._-](?=[a-z0-9])){0,63}$/;

/** Members that every JavaScript object inherits, in lower case: a careless reader would find them everywhere. */
const OBJECT_MEMBERS = new Set([
  "constructor",
  "prototype",
  "hasownproperty",
  "isprototypeof",
  "propertyisenumerable",
  "tolocalestring",
  "tostring",
  "valueof",
]);

/** Names of files and folders beside which packages are published. */
const PUBLISHED = new Set([
  "index",
  "all",
  "latest",
  "search",
  "page",
  "packages",
  "releases",
  "keys",
  "feed",
  "robots",
]);

/** Endings that git, web servers or this catalog give a meaning of their own. */
const ENDING = /\.(?:git|lock|json|asc|sig|html|md)$/;

/**
 * Checks that a value can be a name at all: text, syntax, not reserved. Whether it is free is `checkClaim`.
 *
 * Source: design, section 4.
 */
export function checkName(value: unknown): Finding[] {
  if (typeof value !== "string")
    return [finding("NAME_TYPE", "a name is not a text", { expected: "a text" })];
  if (!SYNTAX.test(value)) {
    return [
      finding("NAME_SYNTAX", `${JSON.stringify(value.slice(0, 80))} can't be a name`, {
        expected: "1 to 64 lower-case letters and digits, with single . _ or - between them",
      }),
    ];
  }
  const reason = findReservation(value);
  if (reason === undefined) return [];
  return [finding("NAME_RESERVED", `${value} can't be a name: it ${reason}`, { fix: "choose another name" })];
}

/** Whether a value can be a name. */
export function isName(value: unknown): value is string {
  return typeof value === "string" && SYNTAX.test(value) && findReservation(value) === undefined;
}

function findReservation(name: string): string | undefined {
  // A clone with such a file breaks there.
  if (isDevice(name)) return "is a device on Windows";
  if (OBJECT_MEMBERS.has(name)) return "is a member of every JavaScript object";
  if (PUBLISHED.has(name)) return "is a path of the published site";
  if (ENDING.test(name)) return "has an ending with a meaning of its own";
  return undefined;
}
