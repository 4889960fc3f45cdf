import { html, renderPage } from "../layout.js";

export const data = { permalink: "guides/index.html" };

export function render({ catalog }) {
  const body = html`<h1>Guides</h1><ul class="packages">${catalog.guides.map(guide => html`<li><a href="${guide.slug}/">${guide.title}</a></li>`)}</ul>`;
  return renderPage(catalog, { title: "Guides", depth: 1, body });
}
