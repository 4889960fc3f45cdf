import { html, renderPage } from "../layout.js";

export const data = { permalink: "owners/index.html" };

export function render({ catalog }) {
  const owners = catalog.listOwners();
  const owned = new Set(owners.flatMap(({ names }) => names));
  const body = html`
<h1>Owners</h1>
<p>An owner is who may change an entry: by the numeric id of a GitHub account, by an OpenPGP key, or both. What nobody has claimed is kept by the maintainers of the catalog.</p>
${owners.map(
  ({ label, keys, names }) =>
    html`<section><h2>${label}</h2>${keys.map(key => html`<p><code>${key}</code></p>`)}<p>${names.map(name => html`<a class="tag" href="../package/${name}/">${name}</a> `)}</p></section>`,
)}
<h2>The maintainers</h2>
<p>${catalog.records.length - owned.size} names. <a href="../guides/publish/">How to claim one</a></p>`;
  return renderPage(catalog, { title: "Owners", depth: 1, body });
}
