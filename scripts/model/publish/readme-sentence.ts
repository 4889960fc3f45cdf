import { checkText } from "../text/text.ts";

/** How a paragraph begins that is a heading, a badge, a list, a table, a quotation, code or markup. */
const NO_PROSE = /^(?:[#<|>=~]|[-*+] |\d+[.)] |```|\[?!\[|\.\. )/;

/** The underline that makes a heading of the line above it. */
const UNDERLINE = /\n(?:=+|-+|~+)\s*(?:\n|$)/;

/**
 * The first sentence that a README (Markdown, or plain text) says of its project, without its full stop; the
 * caller bounds the text. `undefined` when there is none of at most `most` characters.
 */
export function findSentence(readme: string, most: number): string | undefined {
  const prose = readme
    .replace(/\r\n?/g, "\n")
    .split(/\n(?:[ \t]*\n)+/)
    .map(paragraph => paragraph.trim())
    .find(paragraph => paragraph !== "" && !NO_PROSE.test(paragraph) && !UNDERLINE.test(paragraph));
  return prose === undefined ? undefined : cutSentence(renderPlain(prose), most);
}

/** The first sentence of a line of text, without its full stop, when it fits. */
export function cutSentence(text: string, most: number): string | undefined {
  const [sentence] = text.split(/(?<=[.!?]) /, 1);
  const plain = (sentence ?? "").replace(/\.$/, "");
  return checkText(plain, most).length === 0 ? plain : undefined;
}

/** A paragraph of Markdown as one line: links by their words, no emphasis, no code marks. */
function renderPlain(paragraph: string): string {
  return paragraph
    .replace(/!?\[([^[\]]*)\]\([^()]*\)/g, "$1")
    .replace(/\*\*|__|`/g, "")
    .replace(/\s+/g, " ")
    .trim()
    .normalize("NFC");
}
