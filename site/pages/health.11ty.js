import { html, renderDay, renderPage } from "../layout.js";

export const data = { permalink: "health/index.html" };

export function render({ catalog }) {
  const { health } = catalog;
  const body = html`
<h1>Health</h1>
<p class="lead">Where the catalog looks for new releases, and what stands in the way.</p>
${health === undefined ? html`<p>No upstream was looked at yet. <a href="../guides/upstream/">How refreshing works</a></p>` : renderSummary(catalog, health)}`;
  return renderPage(catalog, {
    title: "Health",
    description: "Upstreams that can't be read, and packages in quarantine",
    depth: 1,
    body,
  });
}

function renderSummary(catalog, { packages, looked, quarantined, failing }) {
  const link = name => (catalog.has(name) ? html`<a href="../package/${name}/">${name}</a>` : name);
  return html`<p>${packages} ${packages === 1 ? "package was" : "packages were"} looked at${looked && html`, the last ${renderMinute(looked.newest)}, the one that waits longest ${renderMinute(looked.oldest)}`}. <a href="../api/v1/health.json">The same as JSON</a>, <a href="../guides/upstream/">what it means</a></p>
<h2>In quarantine</h2>
${
  quarantined.length === 0
    ? html`<p>None.</p>`
    : html`<p>What upstream shows contradicts what is recorded. Nothing new of these is recorded until a maintainer decides.</p>
<ul class="packages">${quarantined.map(({ name, code, message, since }) => html`<li>${link(name)} <span class="tag warn">${code}</span><p>${message}; since ${renderDay(since)}</p></li>`)}</ul>`
}
<h2>Something is in the way</h2>
${
  failing.length === 0
    ? html`<p>None.</p>`
    : html`<p>What is recorded of these stays as it is; upstream is asked again, after a failure less often.</p>
<ul class="packages">${failing.map(({ name, code, message, since, tries, next }) => html`<li>${link(name)} <span class="tag">${code}</span><p>${message}; ${tries} ${tries === 1 ? "try" : "tries"} since ${renderDay(since)}, the next ${renderMinute(next)}</p></li>`)}</ul>`
}`;
}

function renderMinute(instant) {
  return html`<time datetime="${instant}">${instant.slice(0, 10)} ${instant.slice(11, 16)} UTC</time>`;
}
