import { expect, test } from "vitest";
import { finding } from "../../model/finding.ts";
import type { Proposed } from "../publish/propose.ts";
import { renderProposal, renderProposalJson, renderPullBody } from "./proposal.ts";

const COMMIT = "0123456789abcdef".repeat(2).padEnd(40, "0");
const proposed: Proposed = {
  branch: "publish/less",
  findings: [],
  diff: "+a\u001b[31m\n+b\n",
  isUnchanged: false,
  isRefused: false,
  commit: COMMIT,
};
const told = { title: "Publish less", proposed, pull: undefined, isDry: false };

test("a person reads where the change is and what is next", () => {
  expect(renderProposal(told)).toEqual({
    result: ["0123456789ab on publish/less: Publish less"],
    next: expect.stringContaining("push publish/less to a fork"),
  });
  const pull = { url: "https://example.org/pull/7", number: 7, state: "opened" as const };
  expect(renderProposal({ ...told, pull }).result).toEqual(["opened: https://example.org/pull/7"]);
  expect(renderProposal({ ...told, proposed: { ...proposed, isUnchanged: true } }).result[0]).toMatch(
    /^unchanged/,
  );
});

test("a dry run shows the diff without what could steer a terminal", () => {
  const { result } = renderProposal({ ...told, isDry: true });
  expect(result[0]).toBe("Publish less");
  expect(result.join("")).not.toContain("\u001b");
  expect(result.at(-1)).toBe("+b");
});

test("as JSON it is one document", () => {
  expect(JSON.parse(renderProposalJson(told))).toEqual({
    title: "Publish less",
    branch: "publish/less",
    findings: [],
    diff: proposed.diff,
    isUnchanged: false,
    isRefused: false,
    isDry: false,
    commit: COMMIT,
  });
});

test("the pull request tells who signed, and what waits", () => {
  expect(renderPullBody("Publish less", "A".repeat(40), proposed)).toBe(
    `Publish less, signed by \`${"A".repeat(40)}\`.\n`,
  );
  const findings = [finding("NAME_TOO_SIMILAR", "x", { severity: "held", fix: "wait `for` it" })];
  expect(renderPullBody("Publish less", "A".repeat(40), { ...proposed, findings })).toContain(
    "This waits for a maintainer:\n\n- `NAME_TOO_SIMILAR`: ",
  );
});
