import { html, renderDay, renderPage } from "../layout.js";

export const data = { permalink: "index.html" };

export function render({ catalog }) {
  const { settings, records, changes, address } = catalog;
  const live = records.filter(record => !record.retracted);
  const body = html`
<section class="hero">
<h1>${settings.title}</h1>
<p class="lead">Packages by name, from git and npm, in one signed catalog. No server and no password: a pull request publishes, CI checks, a key signs, and every client can prove what it reads.</p>
<form role="search" action="browse/" class="search">
<label for="q">Search ${live.length} packages</label>
<input id="q" name="q" type="search" autocomplete="off" spellcheck="false" placeholder="jquery, css framework, parser…" data-search="./">
<output for="q" id="results" aria-live="polite"></output>
</form>
</section>
<section class="columns">
<div>
<h2>Read it</h2>
<p>Find a package and prove every byte of the answer:</p>
<pre><code>npx pak info jquery --catalog ${address}
npx pak search css --catalog ${address}</code></pre>
<p>Or read <a href="api/v1/packages.json">the list</a> and <a href="api/v1/packages/jquery.json">one package</a> as plain JSON.</p>
</div>
<div>
<h2>Add to it</h2>
<p>Write one JSON file, check it, open a pull request:</p>
<pre><code>npx pak check --base origin/main</code></pre>
<p><a href="guides/publish/">How publishing works</a>, <a href="guides/overrides/">how to correct a third party's package</a>, <a href="guides/own/">how to run a catalog of your own</a>.</p>
</div>
</section>
<section>
<h2>What changed</h2>
${
  changes.length === 0
    ? html`<p>Nothing is committed yet.</p>`
    : html`<ul class="changes">${changes.slice(0, 12).map(({ name, kind, version, date }) => html`<li>${renderDay(date)} <a href="package/${name}/">${name}</a> ${kind === "released" ? html`<b>${version}</b> recorded` : kind}</li>`)}</ul>`
}
<p><a href="api/v1/changes.json">All changes as JSON</a>, <a href="feed.xml">as a feed</a></p>
</section>`;
  return renderPage(catalog, {
    title: settings.title,
    description: "Packages by name in one signed catalog",
    depth: 0,
    body,
    scripts: ["search"],
  });
}
