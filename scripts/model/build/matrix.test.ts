import { expect, test } from "vitest";
import { buildMatrix, type Candidate, MOST_JOBS } from "./matrix.ts";

const candidate = (name: string, published: string, more: Partial<Candidate> = {}): Candidate => ({
  name,
  release: { version: "1.0.0", published },
  ...more,
});

test("who waited longest comes first", () => {
  const { matrix, waiting } = buildMatrix([
    candidate("c", "2026-03-01T00:00:00Z"),
    candidate("b", "2026-01-01T00:00:00Z", { builder: "cmake" }),
    candidate("a", "2026-01-01T00:00:00Z"),
  ]);
  expect([matrix, waiting]).toEqual([
    {
      include: [
        { name: "a", version: "1.0.0", runner: "ubuntu-24.04" },
        { name: "b", version: "1.0.0", builder: "cmake", runner: "ubuntu-24.04" },
        { name: "c", version: "1.0.0", runner: "ubuntu-24.04" },
      ],
    },
    0,
  ]);
});

test("GitHub makes so many jobs and no more", () => {
  const many = Array.from({ length: MOST_JOBS + 44 }, (_, at) => candidate(`p${at}`, "2026-01-01T00:00:00Z"));
  const { matrix, waiting } = buildMatrix(many);
  expect([matrix.include.length, waiting]).toEqual([256, 44]);
});
