/** Who asks for a package: the application, or the chosen release of another package. */
export type Asker = "application" | { readonly name: string; readonly version: string };

/** An asker in a sentence: `the application`, `bootstrap 5.3.8`. */
export function renderAsker(asker: Asker): string {
  return asker === "application" ? "the application" : `${asker.name} ${asker.version}`;
}
