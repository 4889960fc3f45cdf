import { execFileSync, spawn } from "node:child_process";
import { hash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";
import { listen } from "../listen.ts";
import { makeFolder } from "../repository.ts";
import { describeOperation } from "./description.ts";

/** An account of the stand-in. */
export interface Account {
  readonly login: string;
  readonly id: number;
  readonly token?: string;
  /** Public members, for an organisation. */
  readonly members?: readonly string[];
  /** Whose repositories it may write to besides its own, as a workflow's token may. */
  readonly writesTo?: string;
}

/** An issue; pull requests are numbered apart from them here. */
export interface Issue {
  readonly number: number;
  readonly author: string;
}

export interface Pull {
  readonly number: number;
  readonly repository: string;
  /** `LOGIN:BRANCH`. */
  readonly head: string;
  readonly base: string;
  readonly author: string;
  title: string;
  body: string;
  state: "open" | "closed";
  /** Labels that maintainers put on it. */
  labels?: readonly string[];
  /** What its author is to the repository; absent: nobody. */
  association?: string;
  /** When it was opened; absent: 2026-11-01. */
  created?: string;
  /** The commit that the API tells, when it is to be another than the branch has. */
  sha?: string;
}

/** A comment below a pull request. */
export interface Comment {
  readonly id: number;
  readonly issue: number;
  readonly author: string;
  body: string;
}

/** What a test can have GitHub say of a repository. */
export interface RepositoryFacts {
  readonly id?: number;
  /** The owner's id. */
  readonly owner?: number;
  /** When it was last pushed to, RFC 3339; absent: when its newest commit was made. */
  readonly pushed?: string;
  /** `OWNER/NAME` that it was given since. */
  readonly name?: string;
}

/** GitHub as far as this project uses it: its API, checked against its own description, and git over HTTP. */
export interface GitHubStandIn {
  /** Without a slash at the end; the API is at `/api`, repositories at `/OWNER/NAME.git`. */
  readonly url: string;
  readonly pulls: Pull[];
  readonly comments: Comment[];
  readonly issues: Issue[];
  /** Workflows that were started by hand, each on its branch: `validate.yml issue/1`. */
  readonly started: string[];
  /** What was asked: `GET /user`. */
  readonly asked: string[];
  /** What it says of a repository (`OWNER/NAME`) instead of the truth. */
  readonly facts: Map<string, RepositoryFacts>;
  /** Answers that it gives instead of its own, each once, in their order. */
  readonly refusals: {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>>;
    /** To this question; absent: to the next. */
    readonly asked?: string;
  }[];
  /** Requests and answers that GitHub's description does not have; a test ends with none. */
  readonly strays: string[];
  /** Makes a bare repository; its folder. */
  makeRepository(owner: string, name: string): string;
  /** The bare repository of `OWNER/NAME`, a fork among them. Asked over HTTP by a process that the test waits for, it could not answer. */
  folderOf(repository: string): string;
}

/** Starts a stand-in on loopback that ends with the test. */
export async function startGitHub(accounts: readonly Account[]): Promise<GitHubStandIn> {
  const folder = makeFolder();
  const repositories = new Map<string, { id: number; owner: Account; folder: string; parent?: string }>();
  const standIn: GitHubStandIn = {
    url: "",
    pulls: [],
    comments: [],
    issues: [],
    started: [],
    asked: [],
    facts: new Map(),
    refusals: [],
    strays: [],
    folderOf,
    makeRepository(owner, name) {
      const account = accounts.find(({ login }) => login === owner);
      if (account === undefined) throw new Error(`no account ${owner}`);
      const place = join(folder, owner, `${name}.git`);
      mkdirSync(place, { recursive: true });
      execFileSync("git", ["init", "--quiet", "--bare", "--initial-branch=main", place]);
      execFileSync("git", ["-C", place, "config", "http.receivepack", "true"]);
      repositories.set(`${owner}/${name}`, { id: 1_000 + repositories.size, owner: account, folder: place });
      return place;
    },
  };
  const server = createServer((request, response) => {
    answer(request, response).catch(error => response.writeHead(500).end(String(error)));
  });
  const port = await listen(server);
  Object.assign(standIn, { url: `http://127.0.0.1:${port}` });
  return standIn;

  function folderOf(repository: string): string {
    return repositories.get(repository)!.folder;
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams, search } = new URL(request.url ?? "/", standIn.url);
    const body = await readBody(request);
    const account = accountOf(request);
    if (!pathname.startsWith("/api/")) return serveGit(request, response, pathname, search, body, account);
    const path = pathname.slice("/api".length);
    const asked = `${request.method} ${path}`;
    standIn.asked.push(asked);
    const [refusal] = standIn.refusals;
    if (refusal !== undefined && (refusal.asked ?? asked) === asked) {
      standIn.refusals.shift();
      response.writeHead(refusal.status, refusal.headers).end('{"message":"refused"}');
      return;
    }
    const operation = describeOperation(request.method ?? "", path);
    if (operation === undefined) {
      standIn.strays.push(`${asked}: not in GitHub's description`);
      response.writeHead(404).end();
      return;
    }
    const given = body.length === 0 ? undefined : (JSON.parse(body.toString()) as Record<string, string>);
    for (const problem of operation.checkRequest(given)) standIn.strays.push(`${asked}: ${problem}`);
    const [status, result] = handle(operation.id, {
      parameters: operation.parameters,
      query: searchParams,
      body: given ?? {},
      account,
      example: code => operation.exampleOf(code),
    });
    // What GitHub says of an error is not described for every status.
    if (status < 400)
      for (const problem of operation.checkAnswer(status, result))
        standIn.strays.push(`${asked}: ${problem}`);
    const text = result === undefined ? "" : JSON.stringify(result);
    const etag = `W/"${hash("sha256", text)}"`;
    if (request.method === "GET" && request.headers["if-none-match"] === etag) {
      response.writeHead(304, { ETag: etag }).end();
      return;
    }
    response.writeHead(status, { "Content-Type": "application/json", ETag: etag }).end(text);
  }

  interface Asked {
    readonly parameters: Readonly<Record<string, string>>;
    readonly query: URLSearchParams;
    readonly body: Readonly<Record<string, string>>;
    readonly account: Account | undefined;
    example(status: number): Record<string, unknown>;
  }

  function handle(id: string, { parameters, query, body, account, example }: Asked): [number, unknown?] {
    const name = `${parameters.owner}/${parameters.repo}`;
    const repository = repositories.get(name);
    const needsAccount =
      id === "users/get-authenticated" || body.title !== undefined || body.body !== undefined;
    if (needsAccount && account === undefined) return [401, { message: "Requires authentication" }];
    if (parameters.repo !== undefined && repository === undefined) return [404, { message: "Not Found" }];
    const renderPull = (pull: Pull, status: number) => {
      const found = example(status);
      const sample = (Array.isArray(found) ? found[0] : found) as Record<string, object>;
      const author = { ...sample.user, ...pickAccount(accounts.find(({ login }) => login === pull.author)!) };
      return {
        ...sample,
        requested_teams: [],
        number: pull.number,
        title: pull.title,
        body: pull.body,
        state: pull.state,
        user: author,
        labels: (pull.labels ?? []).map(label => ({ ...(sample.labels as object[])[0], name: label })),
        author_association: pull.association ?? "NONE",
        created_at: pull.created ?? "2026-11-01T00:00:00Z",
        head: {
          ...sample.head,
          repo: { ...(sample.head as { repo?: object }).repo, id: idOf(pull.head.split(":")[0]!, pull) },
          label: pull.head,
          ref: pull.head.split(":")[1],
          sha: pull.sha ?? bringHead(pull),
        },
        base: {
          ...sample.base,
          repo: {
            ...(sample.base as { repo?: object }).repo,
            id: idOf(pull.repository.split("/")[0]!, pull),
          },
          ref: pull.base,
          sha: readTip(folderOf(pull.repository), pull.base),
        },
        html_url: `${standIn.url}/${pull.repository}/pull/${pull.number}`,
      };
    };
    switch (id) {
      case "users/get-authenticated":
        return [200, { ...example(200), ...pickAccount(account!) }];
      case "users/get-by-username": {
        const found = accounts.find(({ login }) => login === parameters.username);
        return found === undefined
          ? [404, { message: "Not Found" }]
          : [200, { ...example(200), ...pickAccount(found) }];
      }
      case "repos/get":
        return [200, renderRepository(example(200), name)];
      case "repos/list-branches": {
        const [sample] = example(200) as unknown as object[];
        const names = runGit(repository!.folder, "for-each-ref", "--format=%(refname:short)", "refs/heads");
        // GitHub's example of a protected branch is not what its description says.
        const { protection: _, ...open } = sample as { protection?: object };
        return [200, names.split("\n").map(branch => ({ ...open, name: branch, protected: false }))];
      }
      case "repos/compare-commits-with-basehead": {
        const [base = "", head = ""] = parameters.basehead!.split("...");
        const status = compare(repository!.folder, base, head);
        if (status === undefined) return [404, { message: "Not Found" }];
        return [200, { ...example(200), status, commits: [], files: [] }];
      }
      case "repos/get-content": {
        const content = readFile(repository!.folder, parameters.path!);
        if (content === undefined) return [404, { message: "Not Found" }];
        return [200, { ...example(200), content: content.toString("base64"), size: content.length }];
      }
      case "orgs/check-public-membership-for-user": {
        const organisation = accounts.find(({ login }) => login === parameters.org);
        return organisation?.members?.includes(parameters.username!)
          ? [204]
          : [404, { message: "Not Found" }];
      }
      case "repos/create-fork": {
        const fork = `${account!.login}/${parameters.repo}`;
        if (!repositories.has(fork)) {
          const place = standIn.makeRepository(account!.login, parameters.repo!);
          execFileSync("git", [
            "-C",
            place,
            "fetch",
            "--quiet",
            repository!.folder,
            "+refs/heads/*:refs/heads/*",
          ]);
          Object.assign(repositories.get(fork)!, { parent: name });
        }
        return [202, renderRepository(example(202), fork)];
      }
      case "pulls/list": {
        const found = standIn.pulls.filter(
          pull =>
            pull.repository === name &&
            pull.state === (query.get("state") ?? "open") &&
            (query.get("head") === null || query.get("head") === pull.head),
        );
        return [200, pickPage(found, query).map(pull => renderPull(pull, 200))];
      }
      case "pulls/create": {
        const { title, head, base, body: text = "" } = body;
        const twin = standIn.pulls.some(pull => pull.head === head && pull.state === "open");
        if (twin || title === undefined || head === undefined) return [422, { message: "Validation Failed" }];
        const number = standIn.pulls.length + 1;
        const pull: Pull = {
          number,
          repository: name,
          head,
          base: base!,
          author: account!.login,
          title,
          body: text,
          state: "open",
        };
        standIn.pulls.push(pull);
        return [201, renderPull(pull, 201)];
      }
      case "pulls/update": {
        const pull = standIn.pulls.find(({ number }) => number === Number(parameters.pull_number));
        if (pull === undefined) return [404, { message: "Not Found" }];
        Object.assign(
          pull,
          Object.fromEntries(
            Object.entries(body).filter(([key]) => ["title", "body", "state"].includes(key)),
          ),
        );
        return [200, renderPull(pull, 200)];
      }
      case "issues/get": {
        const issue = standIn.issues.find(({ number }) => number === Number(parameters.issue_number));
        if (issue === undefined) return [404, { message: "Not Found" }];
        const sample = example(200) as Record<string, object>;
        const user = {
          ...sample.user,
          ...pickAccount(accounts.find(({ login }) => login === issue.author)!),
        };
        return [200, { ...sample, number: issue.number, user }];
      }
      case "actions/create-workflow-dispatch":
        standIn.started.push(`${parameters.workflow_id} ${body.ref}`);
        return [204];
      case "issues/list-comments": {
        const [sample] = example(200) as unknown as Record<string, object>[];
        const found = standIn.comments.filter(({ issue }) => issue === Number(parameters.issue_number));
        return [200, pickPage(found, query).map(comment => renderComment(sample!, comment))];
      }
      case "issues/create-comment": {
        const comment = {
          id: 1 + standIn.comments.length,
          issue: Number(parameters.issue_number),
          author: account!.login,
          body: body.body!,
        };
        standIn.comments.push(comment);
        return [201, renderComment(example(201) as Record<string, object>, comment)];
      }
      case "issues/update-comment": {
        const comment = standIn.comments.find(one => one.id === Number(parameters.comment_id));
        if (comment === undefined) return [404, { message: "Not Found" }];
        comment.body = body.body!;
        return [200, renderComment(example(200) as Record<string, object>, comment)];
      }
      default:
        standIn.strays.push(`${id}: the stand-in has no answer`);
        return [404, { message: "Not Found" }];
    }
  }

  /** Brings a pull request's commits to where it is opened, as GitHub does; their last one. */
  function bringHead({ head, number, repository }: Pull): string {
    const [login, branch] = head.split(":");
    const fork = folderOf(`${login}/${repository.split("/")[1]}`);
    const [place, ref] = [folderOf(repository), `refs/pull/${number}/head`];
    execFileSync("git", ["-C", place, "fetch", "--quiet", fork, `+refs/heads/${branch}:${ref}`]);
    return readTip(place, ref);
  }

  function idOf(login: string, { repository }: Pull): number | undefined {
    return repositories.get(`${login}/${repository.split("/")[1]}`)?.id;
  }

  function renderComment(sample: Record<string, object>, { id, body, author }: Comment): object {
    const account = accounts.find(({ login }) => login === author);
    return { ...sample, id, body, user: { ...sample.user, ...(account && pickAccount(account)) } };
  }

  function renderRepository(sample: Record<string, unknown>, name: string): object {
    const { owner, parent, ...kept } = repositories.get(name)!;
    const {
      id = kept.id,
      owner: ownerId = owner.id,
      pushed,
      name: called = name,
    } = standIn.facts.get(name) ?? {};
    const type = owner.members === undefined ? "User" : "Organization";
    // A repository that is no fork has neither; GitHub's example has both, and forgets a field of theirs.
    const { parent: _parent, source: _source, ...own } = sample;
    return {
      language: null,
      has_discussions: false,
      ...own,
      id,
      name: called.split("/")[1],
      full_name: called,
      fork: parent !== undefined,
      owner: { ...(sample.owner as object), ...pickAccount(owner), id: ownerId, type },
      pushed_at: pushed ?? findPushed(kept.folder),
      clone_url: `${standIn.url}/${name}.git`,
      html_url: `${standIn.url}/${name}`,
      default_branch: "main",
    };
  }

  function accountOf(request: IncomingMessage): Account | undefined {
    const [scheme = "", value = ""] = (request.headers.authorization ?? "").split(" ");
    const token = /^basic$/i.test(scheme)
      ? Buffer.from(value, "base64").toString().replace(/^.*?:/, "")
      : value;
    return token === "" ? undefined : accounts.find(account => account.token === token);
  }

  /** Git's own server behind CGI: anybody reads, an owner pushes. */
  async function serveGit(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    search: string,
    body: Buffer,
    account: Account | undefined,
  ): Promise<void> {
    const isPush = path.endsWith("/git-receive-pack") || search.includes("git-receive-pack");
    const owner = path.split("/")[1];
    if (isPush && account?.login !== owner && account?.writesTo !== owner) {
      response
        .writeHead(account === undefined ? 401 : 403, { "WWW-Authenticate": 'Basic realm="git"' })
        .end();
      return;
    }
    const child = spawn("git", ["http-backend"], {
      env: {
        PATH: process.env.PATH,
        GIT_PROJECT_ROOT: folder,
        GIT_HTTP_EXPORT_ALL: "1",
        PATH_INFO: path,
        QUERY_STRING: search.slice(1),
        REQUEST_METHOD: request.method,
        CONTENT_TYPE: request.headers["content-type"] ?? "",
        GIT_PROTOCOL: String(request.headers["git-protocol"] ?? ""),
        ...(isPush ? { REMOTE_USER: owner } : {}),
      },
    });
    // git may answer before it has read all of a request.
    child.stdin.on("error", () => undefined);
    child.stdin.end(body);
    const pieces: Buffer[] = [];
    for await (const piece of child.stdout) pieces.push(piece as Buffer);
    const output = Buffer.concat(pieces);
    const end = output.indexOf("\r\n\r\n");
    let status = 200;
    for (const line of output.toString("latin1", 0, end).split("\r\n")) {
      const [name = "", ...value] = line.split(": ");
      if (name.toLowerCase() === "status") status = Number(value.join(": ").slice(0, 3));
      else response.setHeader(name, value.join(": "));
    }
    response.writeHead(status).end(output.subarray(end + 4));
  }
}

function pickAccount({ login, id }: Account): { login: string; id: number } {
  return { login, id };
}

/** The page of a list that a request asks for; GitHub gives thirty at once unless told. */
function pickPage<Item>(items: readonly Item[], query: URLSearchParams): readonly Item[] {
  const [size, page] = [Number(query.get("per_page") ?? 30), Number(query.get("page") ?? 1)];
  return items.slice(size * (page - 1), size * page);
}

/** When the newest commit was made. */
function findPushed(folder: string): string {
  const seconds = runGit(folder, "log", "--all", "--max-count=1", "--format=%ct");
  return `${new Date(Number(seconds || 0) * 1000).toISOString().slice(0, 19)}Z`;
}

/** What a commit is to a branch, in GitHub's words. */
function compare(folder: string, base: string, head: string): string | undefined {
  try {
    const [left, right] = runGit(folder, "rev-list", "--left-right", "--count", `${base}...${head}`).split(
      "\t",
    );
    if (left === "0" && right === "0") return "identical";
    return left === "0" ? "ahead" : right === "0" ? "behind" : "diverged";
  } catch {
    return undefined;
  }
}

function runGit(folder: string, ...words: string[]): string {
  const stdio: ["ignore", "pipe", "ignore"] = ["ignore", "pipe", "ignore"];
  return execFileSync("git", ["-C", folder, ...words], { encoding: "utf8", stdio }).trim();
}

function readTip(folder: string, revision: string): string {
  return runGit(folder, "rev-parse", "--verify", revision);
}

function readFile(folder: string, path: string): Buffer | undefined {
  try {
    return execFileSync("git", ["-C", folder, "show", `HEAD:${path}`], {
      stdio: ["ignore", "pipe", "ignore"],
    });
  } catch {
    return undefined;
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  const body = Buffer.concat(pieces);
  if (request.headers["content-encoding"] !== "gzip") return body;
  const { gunzipSync } = await import("node:zlib");
  return gunzipSync(body);
}
