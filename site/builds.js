import { badgePath } from "../scripts/model/published/paths.ts";
import { html, renderDay } from "./layout.js";

/** Releases whose builds a page tells of. */
const MOST_BUILDS = 10;

/**
 * What the catalog built and released of a package itself, newest first; nothing when it built none.
 *
 * @param {{ address: string }} catalog
 * @param {string} name
 * @param {readonly import("../scripts/model/release/release.ts").Release[]} releases
 */
export function renderBuilds({ address }, name, releases) {
  const built = releases.filter(
    ({ artifact, container }) => artifact !== undefined || container !== undefined,
  );
  if (built.length === 0) return "";
  const more = built.length - MOST_BUILDS;
  return html`<h2>Builds</h2>
<p>Built and tested by this catalog, and pushed to a container registry. <a href="../../guides/upstream/">How, and how to verify it</a></p>
${built.slice(0, MOST_BUILDS).map((release, at) => renderBuild(name, release, at === 0))}
${more > 0 && html`<p><a href="../../api/v1/packages/${name}.json">${more} older</a></p>`}
${built.some(({ artifact }) => artifact !== undefined) && renderBadge(address, name)}`;
}

function renderBuild(name, { version, artifact, container, yanked }, isOpen) {
  return html`<details class="build"${isOpen && html` open`}><summary>${version} ${artifact && renderTags(artifact)}${yanked && html` <span class="tag warn" title="${yanked}">yanked</span>`}</summary>
${artifact?.sandbox === "none" && html`<p class="notice warn" role="note"><strong>Built without a sandbox.</strong> Its recipe could reach the network and everything else of the computer that built it.</p>`}
<dl class="facts commands">
${artifact && renderArtifact(`${name}-${version}`, artifact)}
${container && renderContainer(name, container)}
</dl>
</details>`;
}

function renderTags({ tests, sandbox, builder }) {
  const tested = { passed: "tests passed", none: "no tests" };
  return html`${tests && html`<span class="tag">${tested[tests]}</span> `}${builder && html`<span class="tag">${builder}</span> `}${sandbox === "none" && html`<span class="tag warn">no sandbox</span>`}`;
}

/** How a build went, and its files. */
function renderArtifact(stem, artifact) {
  const { builder, sandbox, tests, built, sbom, provenance } = artifact;
  const results = { passed: "passed", none: "none; the recipe says that there are none" };
  return html`${built && html`<dt>Built</dt><dd>${renderDay(built)}${builder && html` by the builder <code>${builder}</code>`}</dd>`}
${tests && html`<dt>Tests</dt><dd>${results[tests]}</dd>`}
${sandbox && html`<dt>Sandbox</dt><dd>${sandbox}</dd>`}
<dt>Package</dt><dd>${renderFile(artifact)}${renderFetch(stem, artifact)}</dd>
${sbom && renderPaper("SBOM", "CycloneDX", `${stem}-sbom`, sbom)}
${provenance && renderPaper("Provenance", "in-toto", `${stem}-provenance`, provenance)}`;
}

function renderPaper(label, format, folder, file) {
  return html`<dt>${label}</dt><dd>${format}, ${renderFile(file)}<details><summary>Fetch it</summary>${renderFetch(folder, file)}</details></dd>`;
}

function renderFile({ sha256, size }) {
  return html`<code title="${sha256}">${sha256.slice(0, 16)}…</code>, ${renderSize(size)}`;
}

/** In the folder that skopeo makes, every file has its digest for a name. */
function renderFetch(folder, { sha256, oci }) {
  return html`<pre><code>skopeo copy docker://${oci} dir:${folder}
sha256sum ${folder}/${sha256}</code></pre>`;
}

/** An image may hold the package and nothing to run: what everybody can do is take its files. */
function renderContainer(name, container) {
  const folder = `/usr/share/paks/${name}`;
  return html`<dt>Container</dt><dd><pre><code>podman pull ${container}
docker pull ${container}</code></pre>
<details><summary>In a Containerfile</summary><pre><code>COPY --from=${container} ${folder} ${folder}</code></pre></details></dd>`;
}

/** A number of bytes as people compare them. */
function renderSize(bytes) {
  if (bytes < 1_000) return `${bytes} bytes`;
  return bytes < 1_000_000 ? `${(bytes / 1_000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function renderBadge(address, name) {
  const file = encodeURIComponent(`${address}${badgePath(name)}`);
  return html`<details><summary>A badge for the README of ${name}</summary>
<pre><code>[![pak](https://img.shields.io/endpoint?url=${file})](${address}package/${name}/)</code></pre>
</details>`;
}
