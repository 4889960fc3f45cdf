import MarkdownIt from "markdown-it";

/** Raw HTML stays text, images are off (they would tell others who reads), links lead to https or within the site. */
const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false }).disable("image");
markdown.validateLink = address =>
  /^(?:https:\/\/|\/|\.{0,2}\/|#|[\w-]+(?:\/|$))/i.test(address) &&
  !/^[^/#]*:/.test(address.replace(/^https:/i, ""));

/** Markdown as HTML. Safe for texts of strangers; whatever they write stays text, paragraphs and https links. */
export function renderMarkdown(text: string): string {
  return markdown.render(text);
}
