import { expect, test } from "vitest";
import { listArtifactLayers } from "./artifact-layers.ts";

test("what chooses files of the source goes, except where a person says it", () => {
  const change = { "+files": ["src"], ignore: ["test"], export: ["dist/**"] };
  const layers = (["package", "catalog", "user"] as const).map(name => ({ name, change }));
  expect(listArtifactLayers(layers)).toEqual([
    { name: "package", change: { export: ["dist/**"] } },
    { name: "catalog", change: { export: ["dist/**"] } },
    { name: "user", change },
  ]);
});
