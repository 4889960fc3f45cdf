import { join } from "node:path";
import { renderFormAddress } from "../../model/publish/form.ts";
import { writeAtomically } from "../disk/atomic.ts";
import type { SentForm } from "../output/proposal.ts";
import type { Proposal } from "./propose.ts";
import { LONGEST_SENT, renderSentChange } from "./receive.ts";

/**
 * The filled-in issue form that carries a signed commit for who has no token. What is too long for an address is
 * put into a file below PAK_HOME, to be pasted; what is too long for an issue has no form.
 */
export function writeForm(given: {
  readonly root: string;
  readonly home: string;
  /** The catalog's repository: `https://HOST/OWNER/REPO`. */
  readonly page: string;
  readonly proposal: Proposal;
  /** 40 hex digits. */
  readonly commit: string;
}): SentForm | undefined {
  const { root, home, page, proposal, commit } = given;
  const { name, kind: form = "publish", title, files } = proposal;
  const change = renderSentChange(root, commit, files);
  if (change.length > LONGEST_SENT) return undefined;
  const fields = form === "publish" ? { name } : {};
  const address = renderFormAddress(page, form, title, { ...fields, change });
  if (address !== undefined) return { address };
  const file = join(home, "changes", `${name}.json`);
  writeAtomically(file, change);
  return { address: renderFormAddress(page, form, title, fields)!, file };
}
