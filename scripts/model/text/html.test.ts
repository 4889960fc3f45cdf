import { expect, test } from "vitest";
import { escapeHtml, html } from "./html.ts";

test("values are data, templates are not", () => {
  const name = `<img src=x onerror="alert('1')">`;
  expect(html`<p title="${name}">${name}</p>`.text).toBe(
    '<p title="&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;">&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;</p>',
  );
  expect(html`${[1, 2].map(n => html`<i>${n}</i>`)}${undefined}${null}${false}${0}`.text).toBe(
    "<i>1</i><i>2</i>0",
  );
});

test("braces of other template languages are plain text", () => {
  expect(escapeHtml("{{ 7 | times: 6 }}")).toBe("{{ 7 | times: 6 }}");
});
