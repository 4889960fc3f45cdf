import type { Shown, Verdict } from "./verify-package.ts";

/** The page's own words, as its reader sees them. */
function readShown(): Shown {
  const textOf = (name: string) => document.querySelector(`[data-shown=${name}]`)?.textContent ?? "";
  const releases = document.querySelector<HTMLElement>("[data-releases]");
  return {
    version: textOf("version"),
    endpoint: textOf("endpoint"),
    releases: [...(releases?.querySelectorAll("tbody tr") ?? [])].map(
      row => `${row.querySelector("th")?.textContent} ${readDigest(row.querySelector("code"))}`,
    ),
    count: Number(releases?.dataset.releases ?? 0),
  };
}

/** A digest is shown by its beginning; the whole of it counts only when it begins so. */
function readDigest(code: HTMLElement | null): string {
  const { title = "", textContent = "" } = code ?? {};
  return title.startsWith(textContent.replace(/…$/, "")) ? title : textContent;
}

/** What is needed for verifying is loaded only for readers who ask: it weighs ten times what the page does. */
async function verify(name: string, root: string): Promise<Verdict> {
  if (!isSecureContext) throw new Error("a browser has cryptography only for pages that come over https");
  const { verifyPackage } = await import("./verify-package.ts");
  const url = new URL(root, location.href).href;
  return verifyPackage({ url, name, shown: readShown(), now: new Date() });
}

function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  content: string | readonly Node[],
  className = "",
): HTMLElementTagNameMap[Name] {
  const made = Object.assign(document.createElement(name), { className });
  made.append(...(typeof content === "string" ? [content] : content));
  return made;
}

function render({ title, isGood, facts, notes }: Verdict): HTMLElement {
  const rows = facts.flatMap(([label, text]) => [element("dt", label), element("dd", text)]);
  const parts = [
    element("strong", title),
    element("dl", rows, "facts"),
    ...notes.map(note => element("p", note)),
  ];
  return element("div", parts, isGood ? "notice" : "notice warn");
}

/** A button, and a place that is read aloud when it changes. */
function offer(place: HTMLElement, name: string, root: string): void {
  const button = element("button", "Verify in this browser");
  button.type = "button";
  const output = element("div", "");
  output.setAttribute("role", "status");
  place.append(button, output);
  button.addEventListener("click", async () => {
    if (output.ariaBusy === "true") return;
    output.ariaBusy = "true";
    output.replaceChildren(element("p", `Verifying ${name}…`));
    const verdict = await verify(name, root).catch((error: Error) => ({
      title: "Could not verify",
      isGood: false,
      facts: [["Why", error.message]] as const,
      notes: ["Load the page again, or use pak."],
    }));
    output.replaceChildren(render(verdict));
    output.ariaBusy = "false";
  });
}

const place = document.querySelector<HTMLElement>("[data-verify]");
if (place !== null) offer(place, place.dataset.verify ?? "", place.dataset.root ?? "");
