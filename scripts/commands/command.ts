/** Everything a command may touch of the outside. Only `pak.ts` and tests build one. */
export interface World {
  /** The catalog's folder, absolute; the working directory unless `--root` says otherwise. */
  readonly root: string;
  /** The tool's own folder, absolute: the one that holds `package.json`, `schemas/` and `site/`. */
  readonly tool: string;
  /** Where settings, caches and keys live: PAK_HOME, an existing `~/.pak`, or XDG's folder. */
  readonly home: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly fetch: typeof fetch;
  /** Whether a person sits before stdin and stdout: false in CI, pipes and tests. */
  readonly isInteractive: boolean;
  /** Whether to colour what `report` writes. */
  readonly isColour: boolean;
  now(): Date;
  /** Lets so many milliseconds pass. */
  wait(milliseconds: number): Promise<void>;
  /** Writes a line of the result to stdout. */
  print(line: string): void;
  /** Writes a line for people to stderr. */
  report(line: string): void;
  /**
   * Asks the person for one line on the terminal; what is typed for a secret is not shown. Only for a world that
   * `isInteractive`.
   */
  ask(question: string, options?: { readonly isSecret?: boolean }): Promise<string>;
  /** Replaces the one progress line on stderr; an empty text clears it. Silent when nobody watches. */
  progress(text: string): void;
  /** Resolves when the person presses Ctrl-C or the process is asked to end; before it is called, both end it at once. */
  interrupted(): Promise<void>;
}

export interface Flag {
  readonly summary: string;
  /** The word for the value in help, as in `--base REF`; absent for a switch. */
  readonly value?: string;
  readonly repeats?: boolean;
}

/** What the person typed, after the flags were taken out. */
export interface Arguments {
  readonly words: readonly string[];
  /** `true` for a switch, the text of a value, or every text of a flag that repeats. */
  readonly flags: Readonly<Record<string, string | true | readonly string[] | undefined>>;
}

/** One word that a person types. Commands are data: help is made from them and their row of the table. */
export interface Command {
  readonly name: string;
  /** The words after the verb as help shows them: `NAME [VERSION]`. */
  readonly words?: string;
  readonly wordCount: readonly [least: number, most: number];
  readonly flags: Readonly<Record<string, Flag>>;
  readonly examples?: readonly string[];
  /** Does the work and resolves to the exit code; throws `PakError` when it cannot go on. */
  run(world: World, given: Arguments): Promise<number>;
}

/** Checks a command's shape while keeping its literal type. */
export function defineCommand<const C extends Command>(command: C): C {
  return command;
}
