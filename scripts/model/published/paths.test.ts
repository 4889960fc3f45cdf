import { expect, test } from "vitest";
import {
  badgePath,
  binPath,
  bowerPath,
  bowerSearchPath,
  dependentsPath,
  headPath,
  healthPath,
  indexPath,
  latestPath,
  npmPath,
  packagePagePath,
  packagePath,
  pakPath,
  rootPath,
  signaturePath,
} from "./paths.ts";

test("published paths are those of the design", () => {
  expect(packagePath("animate.css")).toBe("api/v1/packages/animate.css.json");
  expect(latestPath("jquery")).toBe("api/v1/packages/jquery/latest.json");
  expect(dependentsPath("jquery")).toBe("api/v1/dependents/jquery.json");
  expect(badgePath("jquery")).toBe("api/v1/badges/jquery.json");
  expect(healthPath("jq")).toBe("api/v1/health/jq.json");
  expect([rootPath(1), indexPath(2), headPath(3)]).toEqual([
    "trust/root/1.json",
    "trust/index/2.json",
    "trust/head/3.json",
  ]);
  expect(binPath("ab")).toBe("trust/bins/ab.json");
  expect(signaturePath(headPath(3), "F0")).toBe("trust/head/3.json.F0.asc");
});

test("clients that exist already find what they ask for, and no page lies in the way", () => {
  expect(pakPath("animate.css")).toBe("pak/animate.css.json");
  expect([bowerPath("animate.css"), bowerSearchPath("animate.css")]).toEqual([
    "packages/animate.css",
    "packages/search/animate.css",
  ]);
  expect(npmPath("animate.css")).toBe("npm/animate.css/index.html");
  expect(packagePagePath("animate.css")).toBe("package/animate.css/index.html");
});
