import { accepts } from "../../model/version/expression.ts";
import type { Kind } from "./kind.ts";

const versionExpression: Kind = input => {
  const { version, expression } = input as { version: string; expression: string };
  return accepts(expression, version) ? [] : ["NOT_ACCEPTED"];
};
export default versionExpression;
