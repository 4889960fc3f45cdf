import { chmodSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { readToken } from "./token.ts";

test("the environment goes before GitHub's own command; without either there is none", () => {
  const folder = makeFolder();
  expect(readToken({ PATH: folder })).toBeUndefined();
  writeFiles(folder, { gh: '#!/bin/sh\n[ "$1 $2" = "auth token" ] && echo of-gh\n' });
  chmodSync(join(folder, "gh"), 0o755);
  expect(readToken({ PATH: folder })).toBe("of-gh");
  expect(readToken({ PATH: folder, GITHUB_TOKEN: "of-environment" })).toBe("of-environment");
  writeFiles(folder, { gh: "#!/bin/sh\nexit 1\n" });
  expect(readToken({ PATH: folder })).toBeUndefined();
});
