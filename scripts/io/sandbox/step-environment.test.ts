import { expect, test } from "vitest";
import { SMALL } from "../../test/sandboxes.ts";
import { makeStepEnvironment, requireProgram } from "./step-environment.ts";

const order = { step: ["sh"], writable: {}, cwd: "/", limits: SMALL, see() {} } as const;

test("the order's variables replace all but PATH and HOME", () => {
  expect(makeStepEnvironment(order, ["/usr/bin", "/bin"], "/home/builder")).toEqual({
    LANG: "C.UTF-8",
    TZ: "UTC",
    SOURCE_DATE_EPOCH: "315532800",
    PATH: "/usr/bin:/bin",
    HOME: "/home/builder",
  });
  const environment = { SOURCE_DATE_EPOCH: "7", DESTDIR: "/out", PATH: "/x", HOME: "/x" };
  expect(makeStepEnvironment({ ...order, environment }, ["/bin"], "/home/builder")).toEqual({
    LANG: "C.UTF-8",
    TZ: "UTC",
    SOURCE_DATE_EPOCH: "7",
    DESTDIR: "/out",
    PATH: "/bin",
    HOME: "/home/builder",
  });
});

test("a program that is not installed is told, one of the package is not looked for", () => {
  requireProgram(order, ["/bin"]);
  requireProgram({ ...order, step: ["./configure"] }, ["/bin"]);
  expect(() => requireProgram({ ...order, step: ["no-such-program"] }, ["/bin"])).toThrow(
    "the build needs no-such-program, which is not installed here",
  );
});
