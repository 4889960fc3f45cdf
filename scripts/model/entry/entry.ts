/** Who may change an entry (design, section 4): a responsible person and at least one proof. */
export interface Owner {
  /** The responsible person's address. */
  readonly email: string;
  readonly github?: { readonly login: string /** GitHub's numeric account id. */; readonly id: number };
  /** OpenPGP primary fingerprint, 40 upper-case hex digits; the public key is `catalog/keys/KEY.asc`. */
  readonly key?: string;
}

/** `catalog/SHARD/NAME.json`: what a package is called and where it lives. */
export interface Entry {
  readonly $schema: string;
  readonly name: string;
  readonly description: string;
  /** Stored form: `https://HOST/OWNER/REPO.git`, `@npm:NAME`, `@NAME` or `@bower:NAME`. */
  readonly endpoint: string;
  readonly homepage?: string;
  /** SPDX licence expression. */
  readonly license?: string;
  readonly keywords?: readonly string[];
  /** Absent: the maintainers own it. Never empty. */
  readonly owners?: readonly Owner[];
  /** Present once the name was withdrawn; the name is kept for ever. */
  readonly retracted?: { /** `YYYY-MM-DD` */ readonly date: string; readonly reason: string };
}
