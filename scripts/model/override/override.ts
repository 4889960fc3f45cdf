import type { Json } from "../json.ts";

/** One correction to a manifest: any field of it, with or without a blend prefix (design, section 5). */
export type Change = Readonly<Record<string, Json>>;

/** Version expression to change, in written order: the first expression that accepts the version applies. */
export type ChangesByVersion = Readonly<Record<string, Change>>;

/** The corrections for one endpoint, directly or under `overrides` with a tag pattern. */
export type EndpointOverride =
  | ChangesByVersion
  | { readonly versions?: string; readonly overrides: ChangesByVersion };

/** `overrides/NAME.json`: endpoint (`owner/repo`, `@npm/name`) to its corrections. */
export type Override = Readonly<Record<string, EndpointOverride>>;
