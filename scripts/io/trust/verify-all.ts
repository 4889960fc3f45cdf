import { PakError } from "../../errors.ts";
import { rootPath } from "../../model/published/paths.ts";
import { acceptFirstRoot, acceptRoot, type TrustState } from "../../model/trust/client.ts";
import { parseRoot } from "../../model/trust/parse.ts";
import { type IndexFile, LIMITS, type Root } from "../../model/trust/trust.ts";
import { fetchPackage, readBin } from "./lookup.ts";
import { roleKeys, type TrustReader } from "./reader.ts";
import { openMemoryStore } from "./store.ts";

/** What a whole publication's verification found. */
export interface Verification {
  readonly packages: number;
  readonly bins: number;
  /** Files that did not verify; empty when all is well. */
  readonly failures: readonly { readonly code: string; readonly message: string }[];
}

/** Requests under way at once. */
const WIDTH = 16;

/** Verifies what hangs on an index: every root from the first, every bin, every package. */
export async function verifyAll(given: {
  readonly reader: TrustReader;
  readonly index: IndexFile;
  readonly root: Root;
  readonly progress?: ((done: number, all: number) => void) | undefined;
}): Promise<Verification> {
  const { reader, index, root, progress } = given;
  const failures: { code: string; message: string }[] = [];
  const attempt = async (work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof PakError)) throw error;
      failures.push({ code: error.code, message: error.message });
    }
  };
  await attempt(() => verifyRoots(reader, root.version));
  const bins = Object.entries(index.bins);
  let packages = 0;
  let done = 0;
  await eachOf(bins, async ([digits, digest]) => {
    await attempt(async () => {
      const { names } = await readBin(reader, openMemoryStore(), digits, digest);
      for (const [name, digest] of Object.entries(names)) {
        await attempt(async () => {
          // A store of its own for each: a publication of 100,000 must not pile up in memory.
          await fetchPackage({ reader, store: openMemoryStore(), digest, name });
          packages++;
        });
      }
    });
    progress?.(++done, bins.length);
  });
  return { packages, bins: bins.length, failures };
}

/** Every root is kept for ever, so that a client of any age can walk. */
async function verifyRoots(reader: TrustReader, newest: number): Promise<void> {
  let state: TrustState | undefined;
  for (let version = 1; version <= newest; version++) {
    const before = state;
    const served = await reader.fetchSigned(rootPath(version), "ROOT", LIMITS.root, text => {
      const own = text === "" ? [] : [...roleKeys(parseRoot(text), "root")];
      return new Map([...own, ...(before === undefined ? [] : roleKeys(before.root, "root"))]);
    });
    if (served === undefined) throw new PakError("ROOT_FETCH", `root ${version} is missing`);
    state = before === undefined ? acceptFirstRoot(served) : acceptRoot(before, served);
  }
}

async function eachOf<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const queue = items.values();
  const run = async () => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: WIDTH }, run));
}
