import { parse } from "yaml";
import type { Json } from "../../model/json.ts";
import { checkWorkflow } from "../../model/policy/rules.ts";
import type { Kind } from "./kind.ts";

const workflow: Kind = input => checkWorkflow(parse(input as string) as Json).map(found => found.code);
export default workflow;
