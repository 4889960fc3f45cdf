/** What help shows of a command; the shape of `commands/command.ts` without its work. */
export interface Described {
  readonly name: string;
  readonly summary: string;
  readonly words?: string;
  readonly flags: Readonly<Record<string, { readonly summary: string; readonly value?: string }>>;
  readonly examples?: readonly string[];
}

type Summaries = Readonly<Record<string, { readonly summary: string }>>;

/** `pak --help`. */
export function renderOverview(table: Summaries, globals: Described["flags"]): string {
  return [
    "pak: a package catalog with no server",
    "",
    "pak VERB [words] [flags]",
    "",
    ...renderRows(Object.entries(table).map(([verb, { summary }]) => [verb, summary])),
    "",
    ...renderRows(Object.entries(globals).map(renderFlag)),
    "",
    "pak VERB --help tells more. pak completion bash|zsh|fish prints a completion script, pak --man a man page.",
  ].join("\n");
}

/** `pak VERB --help`. */
export function renderHelp(command: Described, globals: Described["flags"]): string {
  const usage = ["pak", command.name, command.words, "[flags]"].filter(Boolean).join(" ");
  const flags = Object.entries({ ...globals, ...command.flags }).map(renderFlag);
  const examples =
    command.examples === undefined ? [] : ["", ...command.examples.map(example => `  ${example}`)];
  return [`${usage}`, "", command.summary, "", ...renderRows(flags), ...examples].join("\n");
}

/** A man page in roff. */
export function renderMan(commands: readonly Described[], globals: Described["flags"]): string {
  const quote = (text: string) => text.replace(/\\/g, "\\\\").replace(/-/g, "\\-").replace(/^\./gm, "\\&.");
  const flags = (rows: Described["flags"]) =>
    Object.entries(rows).flatMap(row => {
      const [spelling, summary] = renderFlag(row);
      return [".TP", `.B ${quote(spelling)}`, quote(summary)];
    });
  return [
    '.TH PAK 1 "" "" "Pak catalog"',
    ".SH NAME",
    "pak \\- a package catalog with no server",
    ".SH SYNOPSIS",
    ".B pak",
    "VERB [words] [flags]",
    ".SH COMMANDS",
    ...commands.flatMap(command => [
      `.SS ${quote(["pak", command.name, command.words].filter(Boolean).join(" "))}`,
      quote(command.summary),
      ...flags(command.flags),
    ]),
    ".SH FLAGS",
    ...flags(globals),
    "",
  ].join("\n");
}

/** A completion script: verbs first, then the flags of the verb. */
export function renderCompletion(
  shell: string,
  commands: readonly Described[],
  globals: Described["flags"],
): string | undefined {
  const verbs = commands.map(command => command.name).join(" ");
  const flagsOf = (command: Described) =>
    Object.keys({ ...globals, ...command.flags })
      .map(flag => `--${flag}`)
      .join(" ");
  const cases = commands.map(command => `    ${command.name}) words="${flagsOf(command)}" ;;`).join("\n");
  if (shell === "fish") {
    return commands
      .flatMap(command => [
        `complete -c pak -n __fish_use_subcommand -f -a ${command.name} -d '${command.summary.replace(/'/g, "\\'")}'`,
        ...Object.keys({ ...globals, ...command.flags }).map(
          flag => `complete -c pak -n '__fish_seen_subcommand_from ${command.name}' -l ${flag}`,
        ),
      ])
      .join("\n");
  }
  if (shell !== "bash" && shell !== "zsh") return undefined;
  const zsh = shell === "zsh" ? "autoload -U +X bashcompinit && bashcompinit\n" : "";
  return `${zsh}_pak() {
  local words="${verbs}"
  if [ "$COMP_CWORD" -gt 1 ]; then
    case "\${COMP_WORDS[1]}" in
${cases}
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _pak pak`;
}

function renderFlag([name, { summary, value }]: [string, Described["flags"][string]]): [string, string] {
  return [value === undefined ? `--${name}` : `--${name} ${value}`, summary];
}

function renderRows(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
