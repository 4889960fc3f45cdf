import { expect, test } from "vitest";
import { renderMarkdown } from "./markdown.ts";

test("links lead to https or within the site", () => {
  expect(renderMarkdown("[x](https://example.org/a:b)")).toContain('href="https://example.org/a:b"');
  expect(renderMarkdown("[x](../trust/)")).toContain('href="../trust/"');
  expect(renderMarkdown("[x](#part)")).toContain('href="#part"');
  for (const address of [
    "http://a.example",
    "data:text/html,x",
    "JAVASCRIPT:alert(1)",
    "&#106;avascript:x",
    "vbscript:x",
    "//evil.example",
  ]) {
    expect(renderMarkdown(`[x](${address})`), address).not.toMatch(/href="(?!\/\/)[^"]*:/);
  }
});

test("raw HTML and images stay text", () => {
  expect(renderMarkdown("<script>x</script> ![a](https://example.org/a.png)")).not.toMatch(/<script|<img/);
});
