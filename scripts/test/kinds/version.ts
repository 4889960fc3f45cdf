import { checkVersion } from "../../model/version/version.ts";
import type { Kind } from "./kind.ts";

const version: Kind = input => checkVersion(input).map(found => found.code);
export default version;
