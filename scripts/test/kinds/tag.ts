import { checkTag } from "../../model/release/tag.ts";
import type { Kind } from "./kind.ts";

const tag: Kind = input => checkTag(input).map(found => found.code);
export default tag;
