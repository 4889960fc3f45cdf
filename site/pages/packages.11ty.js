import { html, renderPage } from "../layout.js";

const SIZE = 200;

export const data = {
  pagination: { data: "catalog.records", size: SIZE, alias: "page_records" },
  permalink: ({ pagination }) =>
    pagination.pageNumber === 0 ? "browse/index.html" : `browse/page/${pagination.pageNumber + 1}/index.html`,
};

export function render({ catalog, page_records: records, pagination }) {
  const number = pagination.pageNumber + 1;
  const depth = number === 1 ? 1 : 3;
  const up = "../".repeat(depth);
  const linkOf = page => (page === 1 ? `${up}browse/` : `${up}browse/page/${page}/`);
  const last = pagination.pages.length;
  const body = html`
<h1>Packages</h1>
<form role="search" class="search" action="${up}browse/">
<label for="q">Search</label>
<input id="q" name="q" type="search" autocomplete="off" spellcheck="false" data-search="${up}">
<output for="q" id="results" aria-live="polite"></output>
</form>
<p>${catalog.records.length} names${last > 1 && html`, page ${number} of ${last}`}</p>
<ul class="packages">${records.map(
    record =>
      html`<li${record.retracted && html` class="retracted"`}><a href="${up}package/${record.name}/">${record.name}</a>${record.version && html` <span class="version">${record.version}</span>`}${record.resolved && html` <span class="tag">alias of ${record.resolved}</span>`}${record.retracted && html` <span class="tag warn">retracted</span>`}<p>${record.description}</p></li>`,
  )}</ul>
${last > 1 && html`<nav aria-label="Pages" class="pages">${number > 1 && html`<a rel="prev" href="${linkOf(number - 1)}">Previous</a>`} ${number < last && html`<a rel="next" href="${linkOf(number + 1)}">Next</a>`}</nav>`}`;
  return renderPage(catalog, {
    title: number === 1 ? "Packages" : `Packages, page ${number}`,
    depth,
    body,
    scripts: ["search"],
  });
}
