import type { Finding } from "../../model/finding.ts";
import type { ClientAddresses } from "../../model/published/clients.ts";
import { LOCAL_ADDRESS } from "../../model/settings.ts";
import type { Head, IndexFile } from "../../model/trust/trust.ts";
import type { Rulebook } from "../catalog/rulebook.ts";
import type { KnownRegistries } from "../npm/known-registries.ts";
import type { Trust } from "../trust/trust.ts";
import type { TrustFiles } from "./trust-files.ts";

/** What to publish, and how. */
export interface PublishOrder {
  /** The catalog's folder, absolute. */
  readonly root: string;
  readonly rulebook: Rulebook;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly now: Date;
  /** Publish this revision from git objects; absent: the work tree as it lies. */
  readonly revision?: string;
  /** Build everything anew even where a change would do. */
  readonly isFull?: boolean;
  /** Told how many units of work are taken, of how many. */
  readonly progress?: (done: number, all: number) => void;
  /** Told in one line what is left out of the publication, and how to mend that. */
  readonly warn?: (line: string) => void;
}

/** What came of it. With blocking findings nothing was written. */
export interface Publication {
  readonly findings: readonly Finding[];
  readonly packages: number;
  /** Names whose files were written anew; absent when all were. */
  readonly changed?: readonly string[];
  /** Absent when findings refused the catalog. */
  readonly signed?: {
    readonly index: IndexFile;
    readonly head: Head;
    /** Whether the head is new; otherwise nothing was written. */
    readonly isNew: boolean;
    readonly isDevelopment: boolean;
    /** Whether the work tree differs from the commit the index names. */
    readonly isUncommitted: boolean;
  };
}

/** What both ways of publishing start from. */
export interface PublishPlan extends PublishOrder {
  readonly tree: { readonly folder: string };
  readonly commit: string;
  readonly uncommitted: readonly string[];
  readonly toolVersion: string;
  readonly trust: Trust;
}

/** What a plan reads the catalog from: git objects of a commit, or the work tree when there is no commit. */
export function sourceOf({ revision, commit }: PublishPlan): { readonly commit?: string } {
  return revision === undefined ? {} : { commit };
}

/** The addresses that a publication names. */
export function makeAddresses(
  { rulebook }: PublishPlan,
  registries: KnownRegistries | undefined,
): ClientAddresses {
  return {
    site: rulebook.settings.url ?? LOCAL_ADDRESS,
    ...(registries === undefined ? {} : { registries }),
  };
}

/** What signing came to, for whoever asked for it. */
export function describeSigned(plan: PublishPlan, signed: TrustFiles): NonNullable<Publication["signed"]> {
  return {
    index: signed.index,
    head: signed.head,
    isNew: signed.isNewHead,
    isDevelopment: plan.trust.isDevelopment,
    isUncommitted: plan.uncommitted.length > 0,
  };
}
