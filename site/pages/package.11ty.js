import { healthPath, packagePagePath } from "../../scripts/model/published/paths.ts";
import { renderBuilds } from "../builds.js";
import { html, renderDay, renderPage } from "../layout.js";

const MOST_VERSIONS = 20;

export const data = {
  pagination: { data: "catalog.names", size: 1, alias: "name" },
  permalink: ({ name }) => packagePagePath(name),
};

export function render({ catalog, name }) {
  const { document, latest, dependents, ...clients } = catalog.readPackage(name);
  const { entry, releases, override, alias } = document;
  const body = html`
<h1>${name}${latest && html` <span class="version" data-shown="version">${latest.release.version}</span>`}</h1>
<p class="lead">${entry.description}</p>
${entry.retracted && html`<p class="notice warn" role="note"><strong>Retracted</strong> on ${renderDay(entry.retracted.date)}: ${entry.retracted.reason}. The name is never issued again.</p>`}
${latest?.release.deprecated && html`<p class="notice warn" role="note"><strong>Deprecated upstream:</strong> ${latest.release.deprecated}</p>`}
${alias && html`<p class="notice" role="note">An alias: ${alias.hops.map((hop, at) => html`${at > 0 && " → "}<a href="../${hop}/">${hop}</a>`)}.</p>`}
<dl class="facts">
<dt>Lives at</dt><dd data-shown="endpoint">${renderEndpoint(entry.endpoint)}</dd>
${entry.homepage && html`<dt>Homepage</dt><dd><a rel="nofollow noopener" href="${entry.homepage}">${entry.homepage}</a></dd>`}
${entry.license && html`<dt>License</dt><dd>${entry.license}</dd>`}
${entry.keywords && html`<dt>Keywords</dt><dd>${entry.keywords.map(word => html`<span class="tag">${word}</span> `)}</dd>`}
<dt>Owners</dt><dd>${entry.owners ? entry.owners.map(owner => html`<span class="tag">${owner.github?.login ?? owner.email}</span> `) : html`<a href="../../owners/">the maintainers</a>`}</dd>
${latest && html`<dt>Published</dt><dd>${renderDay(latest.release.published)}</dd>`}
</dl>
${!entry.retracted && renderInstall(catalog, name, clients)}
${renderUse(catalog, name)}
${renderDependencies(catalog, latest)}
${renderVersions(name, releases)}
${renderBuilds(catalog, name, releases)}
${catalog.isLookedAfter(name) && renderUpstream(name, catalog.shardOf(name))}
${override && renderOverride(name, override, latest)}
${dependents.length > 0 && html`<h2>Used by</h2><p>${dependents.slice(0, 50).map(({ name: other }) => html`<a class="tag" href="../${other}/">${other}</a> `)}${dependents.length > 50 && html`<a href="../../api/v1/dependents/${name}.json">and ${dependents.length - 50} more</a>`}</p>`}
<h2>Files</h2>
<ul class="files">
<li><a href="../../api/v1/packages/${name}.json">everything, as signed</a></li>
${latest && html`<li><a href="../../api/v1/packages/${name}/latest.json">newest release and manifest</a></li>`}
<li><a href="../../api/v1/dependents/${name}.json">dependents</a></li>
${override && html`<li><a href="../../overrides/${name}.json">override</a></li>`}
${catalog.settings.repository && html`<li><a href="${catalog.settings.repository}blob/main/catalog/${catalog.shardOf(name)}/${name}.json">edit the entry</a></li>`}
</ul>`;
  return renderPage(catalog, {
    title: name,
    description: entry.description,
    depth: 2,
    body,
    scripts: ["verify", "health"],
  });
}

function renderEndpoint(endpoint) {
  if (endpoint.startsWith("https://"))
    return html`<a rel="nofollow noopener" href="${endpoint.replace(/\.git$/, "")}">${endpoint}</a>`;
  return html`<code>${endpoint}</code>`;
}

/** A command for each client that can install the package; what they read is published under the same name. */
function renderInstall({ address }, name, { isForNpm, isForBower }) {
  const commands = [
    ["Pak", `npx pak install ${name} --catalog ${address}`],
    isForNpm && ["npm", `npm install ${name} --registry ${address}npm/ --replace-registry-host never`],
    isForBower && ["Bower", `bower install ${name} --config.registry=${address}`],
  ];
  return html`<h2>Install</h2>
<dl class="facts commands">
${commands.map(shown => shown && html`<dt>${shown[0]}</dt><dd><pre><code>${shown[1]}</code></pre></dd>`)}
</dl>
<p>The original Pak reads this catalog too. Only <code>pak</code> checks signatures: <a href="../../guides/clients/">what other clients do</a>.</p>`;
}

function renderUse({ address }, name) {
  return html`<h2>Read and verify</h2>
<p><code>pak</code> proves what it reads, from the first root to the last byte, and refuses the rest:</p>
<pre><code>npx pak info ${name} --catalog ${address}</code></pre>
<div class="verify" data-verify="${name}" data-root="../../"></div>
<details><summary>By hand, with curl, sha256sum and gpg</summary>
<p>The head names the index, the index the bin, the bin the digest of <code>api/v1/packages/${name}.json</code>. Head and index are signed; <a href="../../guides/trust/">the guide</a> has every line.</p>
<pre><code>curl -s ${address}api/v1/packages/${name}.json | sha256sum</code></pre>
</details>`;
}

function renderDependencies(catalog, latest) {
  const entries = Object.entries(latest?.manifest.dependencies ?? {});
  if (entries.length === 0) return "";
  const link = name => (catalog.has(name) ? html`<a href="../${name}/">${name}</a>` : name);
  return html`<h2>Depends on</h2><ul class="dependencies">${entries.map(([name, expression]) => html`<li>${link(name)} <code>${expression}</code></li>`)}</ul>`;
}

function renderVersions(name, releases) {
  if (releases.length === 0) return html`<h2>Versions</h2><p>None is recorded yet.</p>`;
  const more = releases.length - MOST_VERSIONS;
  return html`<h2>Versions</h2>
<div class="scroll"><table data-releases="${releases.length}"><thead><tr><th scope="col">Version</th><th scope="col">Published</th><th scope="col">Digest</th><th scope="col"></th></tr></thead><tbody>${releases.slice(0, MOST_VERSIONS).map(renderRelease)}</tbody></table></div>
${more > 0 && html`<p><a href="../../api/v1/packages/${name}.json">${more} older</a></p>`}`;
}

function renderRelease(release) {
  const digest = release.integrity ?? release.tree ?? "";
  return html`<tr><th scope="row">${release.version}</th><td>${renderDay(release.published)}</td><td><code title="${digest}">${digest.slice(0, 19)}…</code></td><td>${release.yanked && html`<span class="tag warn" title="${release.yanked}">yanked</span> `}${release.deprecated && html`<span class="tag warn" title="${release.deprecated}">deprecated</span>`}</td></tr>`;
}

/** What the refresh job found changes without the package: a script fetches it, and else there is a link. */
function renderUpstream(name, shard) {
  const source = `../../${healthPath(shard)}`;
  return html`<h2>Upstream</h2>
<div data-health="${name}" data-source="${source}"><p><a href="${source}">How asking upstream went, as JSON</a>; <a href="../../health/">all packages in trouble</a>. Nobody signs this.</p></div>`;
}

function renderOverride(name, override, latest) {
  return html`<h2>Override</h2>
<p>Corrections to what the package says of itself. For a version, the first expression that accepts it applies. <a href="../../guides/overrides/">How overrides work</a></p>
<details><summary>The override of ${name}</summary><pre><code>${JSON.stringify(override, null, 2)}</code></pre></details>
${latest && html`<details><summary>The manifest of ${latest.release.version} after it</summary><pre><code>${JSON.stringify(latest.manifest, null, 2)}</code></pre></details>`}`;
}
