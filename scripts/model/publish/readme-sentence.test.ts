import { expect, test } from "vitest";
import { findSentence } from "./readme-sentence.ts";

test.each<[string, string | undefined]>([
  [
    "# less\n\n[![build](a.svg)](b)\n\nThe **dynamic** [style sheet](https://x) language. More.",
    "The dynamic style sheet language",
  ],
  ["less\n====\n\nStyle sheets\nwith `variables`\n", "Style sheets with variables"],
  ["<h1>less</h1>\r\n\r\n- a list\r\n\r\nIs it fast? Yes.", "Is it fast?"],
  ["Just a line", "Just a line"],
  ["# less\n\n## Install\n\n```sh\nnpm i\n```\n", undefined],
  [`${"long ".repeat(100)}`, undefined],
  ["Turns \u202e round", undefined],
  ["", undefined],
])("of %j it is %j", (readme, sentence) => expect(findSentence(readme, 280)).toBe(sentence));

test("text made to be slow is not", () => {
  for (const part of ["[", "![](", "\n ", "<!--", ". ", "*_"]) {
    const start = performance.now();
    findSentence(`x ${part.repeat(16_384 / part.length)}`, 280);
    expect(performance.now() - start, part).toBeLessThan(1_000);
  }
});
