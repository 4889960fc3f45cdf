import { type ChangedFile, checkTree } from "../../model/entry/tree.ts";
import type { Kind } from "./kind.ts";

interface Input {
  readonly bot?: boolean;
  readonly maintainer?: boolean;
  readonly base_paths?: readonly string[];
  readonly files: readonly (Omit<ChangedFile, "name"> & { readonly json_name?: string })[];
}

const tree: Kind = input => {
  const { bot, maintainer, base_paths, files } = input as Input;
  const changed = files.map(({ json_name, ...file }) => ({
    ...file,
    ...(json_name === undefined ? {} : { name: json_name }),
  }));
  const context = { isBot: bot === true, isMaintainer: maintainer === true, basePaths: base_paths ?? [] };
  return checkTree(changed, context).map(found => found.code);
};
export default tree;
