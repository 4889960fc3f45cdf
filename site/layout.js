import { Html, html } from "../scripts/model/text/html.ts";

/**
 * The frame of every page.
 *
 * @param {{ settings: { title: string, repository?: string }, commit: string, isDevelopment: boolean }} catalog
 * @param {{ title: string, description?: string, depth: number, body: Html, scripts?: string[] }} page `depth`: folders below the site's root; `scripts`: names of bundles that lie there
 */
export function renderPage(catalog, { title, description, depth, body, scripts = [] }) {
  const up = depth === 0 ? "./" : "../".repeat(depth);
  const { settings, commit, isDevelopment } = catalog;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'">
<title>${title === settings.title ? title : `${title} · ${settings.title}`}</title>
${description && html`<meta name="description" content="${description}">`}
<link rel="stylesheet" href="${up}style.css">
<link rel="icon" href="${up}favicon.svg" type="image/svg+xml">
<link rel="alternate" type="application/atom+xml" title="Changes" href="${up}feed.xml">
${scripts.map(script => html`<script type="module" src="${up}${script}.js"></script>`)}
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
${isDevelopment && html`<p class="banner" role="note"><strong>Development key.</strong> This copy is signed by one computer's throw-away key. It proves nothing to readers elsewhere.</p>`}
<header class="top">
<a class="brand" href="${up}">${settings.title}</a>
<nav aria-label="Main"><a href="${up}browse/">Packages</a> <a href="${up}owners/">Owners</a> <a href="${up}guides/">Guides</a> <a href="${up}api/v1/openapi.json">API</a></nav>
</header>
<main id="main">
${body}
</main>
<footer>
<p>Built from commit ${settings.repository ? html`<a href="${settings.repository}commit/${commit}"><code>${commit.slice(0, 12)}</code></a>` : html`<code>${commit.slice(0, 12)}</code>`}. Every package here is signed: <a href="${up}guides/trust/">how to verify it</a>. <a href="${up}health/">Health</a>. <a href="${up}feed.xml">Feed</a></p>
</footer>
</body>
</html>
`.text;
}

/** @param {string} text an instant, RFC 3339 */
export function renderDay(text) {
  return html`<time datetime="${text}">${text.slice(0, 10)}</time>`;
}

export { Html, html };
