import { renderMarkdown } from "../../scripts/model/text/markdown.ts";
import { Html, html, renderPage } from "../layout.js";

export const data = {
  pagination: { data: "catalog.guides", size: 1, alias: "guide" },
  permalink: ({ guide }) => `guides/${guide.slug}/index.html`,
};

export function render({ catalog, guide }) {
  const others = catalog.guides.filter(other => other.slug !== guide.slug);
  const text = guide.text.replaceAll(/CATALOG_URL\/?/g, catalog.address);
  const body = html`<article class="guide">${new Html(renderMarkdown(text))}</article>
<nav aria-label="Guides" class="more"><h2>More guides</h2><ul>${others.map(other => html`<li><a href="../${other.slug}/">${other.title}</a></li>`)}</ul></nav>`;
  return renderPage(catalog, { title: guide.title, depth: 2, body });
}
