import type { Command } from "./command.ts";

/** One row of the table of commands: what help needs without loading the command. */
export interface Row {
  readonly summary: string;
  load(): Promise<Command>;
}

/** Every verb, in the order in which help shows them. Help, completion and the man page are made from it. */
export const TABLE: Readonly<Record<string, Row>> = {
  init: {
    summary: "Write a pak.json from what is found here",
    load: async () => (await import("./init.ts")).init,
  },
  publish: {
    summary: "Propose a package, or a change of one's own",
    load: async () => (await import("./publish.ts")).publish,
  },
  retract: {
    summary: "Withdraw a package; its name is kept for ever",
    load: async () => (await import("./retract.ts")).retract,
  },
  recover: {
    summary: "Replace the lost key of a package's owner",
    load: async () => (await import("./recover.ts")).recover,
  },
  search: { summary: "Find packages by words", load: async () => (await import("./search.ts")).search },
  info: { summary: "Show a package and prove it", load: async () => (await import("./info.ts")).info },
  verify: { summary: "Verify a whole publication", load: async () => (await import("./verify.ts")).verify },
  cache: {
    summary: "Fetch packages, proved and blended, into the cache",
    load: async () => (await import("./cache.ts")).cache,
  },
  install: {
    summary: "Install packages and what they depend on",
    load: async () => (await import("./install.ts")).install,
  },
  list: { summary: "List what is installed", load: async () => (await import("./list.ts")).list },
  update: {
    summary: "Choose newer versions as far as pak.json allows",
    load: async () => (await import("./update.ts")).update,
  },
  uninstall: {
    summary: "Remove packages and what only they needed",
    load: async () => (await import("./uninstall.ts")).uninstall,
  },
  check: {
    summary: "Check the catalog, or what a change does to it",
    load: async () => (await import("./check.ts")).check,
  },
  refresh: {
    summary: "Ask upstream for new releases and record them",
    load: async () => (await import("./refresh.ts")).refresh,
  },
  build: {
    summary: "Build a recorded version in a sandbox, test it and pack it",
    load: async () => (await import("./build.ts")).build,
  },
  release: {
    summary: "Sign a build, push it to a registry and record it",
    load: async () => (await import("./release.ts")).release,
  },
  container: {
    summary: "Make a container image of one package, and push it",
    load: async () => (await import("./container.ts")).container,
  },
  sign: {
    summary: "Check the catalog, build its JSON and sign it",
    load: async () => (await import("./sign.ts")).sign,
  },
  site: {
    summary: "Build the site around the signed JSON",
    load: async () => (await import("./site.ts")).site,
  },
  serve: {
    summary: "Check, sign, build and serve the catalog here",
    load: async () => (await import("./serve.ts")).serve,
  },
  key: {
    summary: "Make, show and split the keys that sign",
    load: async () => (await import("./key.ts")).key,
  },
  config: {
    summary: "Write, show and change your own settings",
    load: async () => (await import("./config.ts")).config,
  },
};

/** Flags that every command takes. */
export const GLOBAL_FLAGS = {
  root: { value: "DIR", summary: "the folder to work in, instead of this one" },
  json: { summary: "print one JSON document on stdout" },
  quiet: { summary: "print no progress" },
  "no-color": { summary: "print no colours" },
  help: { summary: "show this help" },
} as const;
