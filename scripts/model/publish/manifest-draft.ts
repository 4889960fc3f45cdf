import { isEmail } from "../entry/owners.ts";
import { type Finding, finding, findingsAt } from "../finding.ts";
import { isJsonObject, type Json, type JsonObject, withoutAbsent } from "../json.ts";
import { checkName } from "../name/name.ts";
import { checkText } from "../text/text.ts";
import { proposeName } from "./name-proposal.ts";
import { checkField, readPackageFields, readRepositoryUrl, tidy } from "./package-fields.ts";
import { cutSentence, findSentence } from "./readme-sentence.ts";

/** What a folder and its user say of the package in it. */
export interface DraftSources {
  /** The pak.json that is there: what it says stays. */
  readonly before?: JsonObject;
  /** Its package.json. */
  readonly package?: JsonObject;
  /** Where its git remote `origin` leads, in git's spelling. */
  readonly remote?: string;
  /** The folder's name. */
  readonly folder: string;
  readonly readme?: string;
  /** Who uses this computer. */
  readonly person: Author;
}

/** Who wrote a package, as far as is known. */
export interface Author {
  readonly name?: string;
  readonly email?: string;
}

/** What a person has to say where no file does. */
export type Question = "name" | "description" | "email";

/** What a person has said: it goes before everything found. */
export type Answers = { readonly [Asked in Question]?: string };

/** What is not known, with an answer that may be right. */
export interface Missing {
  readonly question: Question;
  readonly proposal?: string;
}

/** What a pak.json is to say. */
export interface ManifestDraft {
  /** The fields that `before` lacks, in the order in which a pak.json has them. */
  readonly fields: JsonObject;
  /** What has to be asked before the fields are all there. */
  readonly missing: readonly Missing[];
  /** What package.json says and a catalog refuses; pointers begin at its fields. */
  readonly leftOut: readonly Finding[];
}

/** The field of a pak.json that an answer goes into. */
export const FIELD_OF = { name: "name", description: "description", email: "author" } as const;

const LONGEST_DESCRIPTION = 280;
const LONGEST_PERSON = 200;

/** Puts together what is found; found values have the catalog's form and are right by its rules. */
export function draftManifest(sources: DraftSources, answers: Answers = {}): ManifestDraft {
  const { before = {}, package: of = {}, remote, person } = sources;
  const { fields: read, leftOut } = readPackageFields(of);
  const author = chooseAuthor(readAuthor(of.author), readAuthor({ ...person }), answers.email);
  const name = answers.name ?? proposeName(of.name) ?? proposeName(nameRepository(remote));
  const description = answers.description ?? read.description;
  const url = readRepositoryUrl(remote);
  const all: { readonly [field: string]: Json | undefined } = {
    name,
    version: read.version,
    description,
    license: read.license,
    keywords: read.keywords,
    homepage: read.homepage,
    author: author.email === undefined ? undefined : { ...author },
    repository: read.repository ?? (url === undefined ? undefined : { type: "git", url }),
  };
  const lacks = (field: string) => !Object.hasOwn(before, field);
  const proposals: { readonly [Asked in Question]: string | undefined } = {
    name: proposeName(sources.folder),
    description: proposeDescription(of.description, sources.readme),
    email: readAuthor({ ...person }).email,
  };
  const missing = (Object.keys(FIELD_OF) as Question[])
    .filter(question => lacks(FIELD_OF[question]) && all[FIELD_OF[question]] === undefined)
    .map(question => ({ question, ...withoutAbsent({ proposal: proposals[question] }) }));
  const fields = Object.entries(all).flatMap(([field, value]) =>
    value === undefined || !lacks(field) ? [] : [[field, value] as const],
  );
  const isOpen = ({ pointer = [] }: Finding) =>
    lacks(String(pointer[0])) && !(pointer[0] === "description" && answers.description !== undefined);
  return { fields: Object.fromEntries(fields), missing, leftOut: leftOut.filter(isOpen) };
}

/** What a pak.json says already of what would be asked. */
export function readAnswers({ name, description, author }: JsonObject): Answers {
  const said = { name, description, email: readAuthor(author).email };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => typeof value === "string"));
}

/** Checks an answer by the rules that the catalog has for it. */
export function checkAnswer(question: Question, text: string): Finding[] {
  if (question === "name") return findingsAt(["name"], checkName(text));
  if (question === "description") return checkField("description", text);
  if (isEmail(text)) return [];
  const message = `${JSON.stringify(text.slice(0, 80))} is no e-mail address`;
  return [finding("OWNER_EMAIL", message, { expected: "name@example.org" })];
}

/** npm's `Name <address> (page)` or its parts; what can't be a name or an address is absent. */
function readAuthor(value: Json | undefined): Author {
  const [name, email] = isJsonObject(value)
    ? [tidy(value.name), tidy(value.email)]
    : typeof value === "string"
      ? [tidy(/^[^<(]*/.exec(value)![0]), /<([^<>\s]+)>/.exec(value)?.[1]]
      : [];
  return {
    ...(typeof name === "string" && checkText(name, LONGEST_PERSON).length === 0 ? { name } : {}),
    ...(typeof email === "string" && isEmail(email) ? { email } : {}),
  };
}

/** The package's author before the person at the keyboard: nobody gets another's address, or another's name. */
function chooseAuthor(author: Author, person: Author, answer: string | undefined): Author {
  const isOne = (field: "name" | "email") =>
    author[field] === undefined ||
    person[field] === undefined ||
    author[field].toLowerCase() === person[field].toLowerCase();
  const isSame = isOne("name") && isOne("email");
  return withoutAbsent({
    name: author.name ?? (isSame ? person.name : undefined),
    email: answer ?? author.email ?? (isSame ? person.email : undefined),
  });
}

/** The last part of an address, as `git clone` names the folder. */
function nameRepository(remote: string | undefined): string | undefined {
  return remote
    ?.replace(/\/+$/, "")
    .split(/[/:\\]/)
    .at(-1)
    ?.replace(/\.git$/, "");
}

/** The first sentence of a description that is too long for a catalog, else that of the README. */
function proposeDescription(described: Json | undefined, readme: string | undefined): string | undefined {
  const text = tidy(described);
  const ofPackage =
    typeof text === "string" && text !== "" ? cutSentence(text, LONGEST_DESCRIPTION) : undefined;
  return ofPackage ?? (readme === undefined ? undefined : findSentence(readme, LONGEST_DESCRIPTION));
}
