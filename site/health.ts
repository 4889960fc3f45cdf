import { renderAge } from "../scripts/io/output/proof.ts";
import type { Health, HealthShard } from "../scripts/model/upstream/health.ts";

/** What a refresh job wrote of a package; nothing when it wrote none, or it can't be read. */
async function fetchHealth(name: string, source: string): Promise<Health | undefined> {
  const answer = await fetch(source);
  if (!answer.ok) return undefined;
  const { packages } = (await answer.json()) as HealthShard;
  return Object.hasOwn(packages, name) ? packages[name] : undefined;
}

/** An instant with how far it is from now, as its reader looks at it. */
function renderInstant(text: string): HTMLElement {
  const seconds = Math.floor((Date.now() - Date.parse(text)) / 1000);
  const age = seconds < 0 ? `in ${renderAge(-seconds)}` : `${renderAge(seconds)} ago`;
  const time = Object.assign(document.createElement("time"), { dateTime: text });
  time.textContent = `${text.slice(0, 10)} ${text.slice(11, 16)} UTC, ${age}`;
  return time;
}

function element(name: "dt" | "dd" | "p" | "strong", ...content: (string | Node)[]): HTMLElement {
  const made = document.createElement(name);
  made.append(...content);
  return made;
}

function renderFacts({ looked, found, error, waiting = {}, next }: Health): HTMLElement {
  const rows: (readonly [string, ...(string | Node)[]])[] = [["Last looked", renderInstant(looked)]];
  if (found !== undefined) rows.push(["Last found something new", renderInstant(found)]);
  if (error !== undefined) {
    const tries = `${error.tries} ${error.tries === 1 ? "try" : "tries"} since `;
    const said = `${error.message} (${error.code}); ${tries}`;
    rows.push(["In the way", said, renderInstant(error.since)]);
  }
  for (const [version, { until }] of Object.entries(waiting)) {
    // What was old enough at the last look waits for nothing: what is in its way stands above.
    if (until > looked) rows.push([`${version} waits until`, renderInstant(until)]);
  }
  // A time that is over asks for nothing but the next run.
  rows.push(["Next look", Date.parse(next) > Date.now() ? renderInstant(next) : "with the next run"]);
  const list = Object.assign(document.createElement("dl"), { className: "facts" });
  for (const [label, ...content] of rows) list.append(element("dt", label), element("dd", ...content));
  return list;
}

function renderQuarantine({ code, message, since }: NonNullable<Health["quarantined"]>): HTMLElement {
  const said = `: ${message} (${code}). Nothing new of it is recorded until a maintainer decides.`;
  const notice = element("p", element("strong", "In quarantine"), " since ", renderInstant(since), said);
  notice.className = "notice warn";
  notice.setAttribute("role", "note");
  return notice;
}

const place = document.querySelector<HTMLElement>("[data-health]");
if (place !== null) {
  const { health: name = "", source = "" } = place.dataset;
  // Without an answer the link to the file stays all there is.
  const health = await fetchHealth(name, source).catch(() => undefined);
  if (health !== undefined) place.prepend(renderFacts(health));
  if (health?.quarantined !== undefined)
    document.querySelector(".lead")?.after(renderQuarantine(health.quarantined));
}
