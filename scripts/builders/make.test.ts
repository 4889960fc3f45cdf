import { expect, test } from "vitest";
import { aSubject, BARE, renderSteps } from "../test/subject.ts";
import { make } from "./make.ts";

const planOf = (files: Record<string, string>, fields = {}) => make.plan(aSubject(files, fields));
const PREFIXES = (folder: string) => `prefix=${folder} PREFIX=${folder}`;

test.each<[string, Record<string, string>, string[], object]>([
  [
    "a Makefile that knows DESTDIR",
    { Makefile: "all:\n\tcc\ncheck test: all\n\t./t\ninstall:\n\tcp x $(DESTDIR)$(PREFIX)/lib\n" },
    ["build: make", "test: make check", `install: make DESTDIR=/out ${PREFIXES("/usr/local")} install`],
    { place: "output", folder: "usr/local" },
  ],
  [
    "a Makefile that knows a prefix only",
    { makefile: "install:: all\n\tcp x $(PREFIX)\n.PHONY: test\ntest :\n\t./t\ncheck := no\n" },
    ["build: make", "test: make test", `install: make ${PREFIXES("/out")} install`],
    { place: "output" },
  ],
  [
    "a Makefile that installs nothing",
    { Makefile: "x: y\n\ttest: z\n# check:\n" },
    ["build: make"],
    { place: "source" },
  ],
  [
    "Automake's files",
    { configure: "", "Makefile.am": "SUBDIRS = src", "Makefile.in": "" },
    [
      "configure: ./configure --prefix=/usr/local",
      "build: make",
      "test: make check",
      "install: make DESTDIR=/out install",
    ],
    { place: "output", folder: "usr/local" },
  ],
  [
    "a configure by hand",
    { configure: "", "Makefile.in": "test: all\n" },
    [
      "configure: ./configure --prefix=/usr/local",
      "build: make",
      "test: make test",
      "install: make DESTDIR=/out install",
    ],
    { place: "output", folder: "usr/local" },
  ],
])("%s", async (_, files, steps, output) => {
  const plan = await planOf(files);
  expect(renderSteps(plan)).toEqual(steps);
  expect(plan.output).toEqual({ ...output, files: [] });
});

test("a recipe replaces what configures and builds, and what tests, not what installs", async () => {
  const recipe = {
    steps: [
      ["sh", "autogen.sh"],
      ["make", "lib"],
    ],
    test: [["./t"]],
  } as const;
  const plan = await planOf({ configure: "" }, { recipe });
  expect(renderSteps(plan)).toEqual([
    "build: sh autogen.sh",
    "build: make lib",
    "test: ./t",
    "install: make DESTDIR=/out install",
  ]);
});

test("without a sandbox compilers write its place all the same", async () => {
  const { steps } = await planOf({ Makefile: "all:\n" }, BARE);
  expect(steps[0]!.environment).toMatchObject({ CFLAGS: "-g -O2 -ffile-prefix-map=/tmp/x/source=/build" });
  expect((await planOf({ Makefile: "all:\n" })).steps[0]!.environment).toEqual({});
});
