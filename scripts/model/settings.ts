/** The port that `pak serve` takes unless it is told another. */
export const LOCAL_PORT = 8080;

/** Where `pak serve` serves: the catalog of somebody who has named none, and the site of one that has no address. */
export const LOCAL_ADDRESS = `http://localhost:${LOCAL_PORT}/`;

/** What `package.json` → `pak` says about a catalog. */
export interface CatalogSettings {
  /** The catalog's name: signed into every trust file. */
  readonly catalog: string;
  /** What people call it on pages. */
  readonly title: string;
  /** The published site's address, with a slash at the end; absent on a catalog that is not published yet. */
  readonly url?: string;
  /** The repository's page, for links to edit a file. */
  readonly repository?: string;
  /** Hosts that endpoints may name beside github.com, gitlab.com and codeberg.org. */
  readonly hosts: readonly string[];
  /** First words of names that only maintainers may publish. */
  readonly reserved: readonly string[];
  /** Hours a release must be old before `pak refresh` records it; absent: 72. */
  readonly cooldown?: number;
  /** Where releases go, `HOST/NAME`; each package gets a repository below it. */
  readonly registry?: string;
  /** Days in which the old key can veto a recovery whose code was given; absent: 14. */
  readonly recoveryNotice?: number;
}
