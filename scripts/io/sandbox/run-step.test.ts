import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";
import { makeFolder } from "../../test/repository.ts";
import { kinds, runShell, SMALL } from "../../test/sandboxes.ts";
import { listTasks, readProc } from "./tasks.ts";

/** A number of seconds that nobody else sleeps: it marks a process. */
let sleeps = 4000 + (process.pid % 1000) * 100;

function isRunning(word: string): boolean {
  return listTasks().some(({ pid, isDead }) => !isDead && readProc(`/proc/${pid}/cmdline`).includes(word));
}

const FORKS = `python3 -c '
import os
while True:
  try: os.fork()
  except OSError: pass'`;

const THREADS = `python3 -c '
import threading, time
for i in range(70): threading.Thread(target=time.sleep, args=(9,)).start()'`;

describe.each(kinds)("$kind", sandbox => {
  test("gives the exit code and what was printed on both streams", async () => {
    expect(await runShell(sandbox, "echo one; echo two >&2; exit 3")).toMatchObject({ exit: 3 });
    expect((await runShell(sandbox, "echo one; echo two >&2")).text.split("\n").sort()).toEqual([
      "",
      "one",
      "two",
    ]);
    expect(await runShell(sandbox, "kill -9 $$")).toMatchObject({ exit: 137 });
  });

  test("what waits for an answer gets none", async () => {
    expect(await runShell(sandbox, "read -r answer")).toMatchObject({ exit: 1 });
  });

  test.each([
    ["runs", "sleep 60", "seconds"],
    ["prints", "yes", "output"],
    ["fills the folder of the build", "cat /dev/zero > large", "disk"],
    ["fills it with small files", "i=0; while :; do i=$((i+1)); head -c 99999 /dev/zero > $i; done", "disk"],
    [
      "fills it with a file without a name",
      "exec 3>u; rm u; head -c 30000000 /dev/zero >&3; sleep 9",
      "disk",
    ],
    [
      "fills a folder that nobody may read",
      "mkdir d; cd d; chmod 0300 .; for i in a b c; do head -c 9999999 /dev/zero > $i; done; sleep 9",
      "disk",
    ],
    ["fills the temporary folder", `cat /dev/zero > "\${TMPDIR:-/tmp}/large"`, "disk"],
    ["fills its home", `cat /dev/zero > "$HOME/large"`, "disk"],
    ["allocates", `node -e 'const all = []; for (;;) all.push(Buffer.alloc(1e6, 1))'`, "memory"],
    ["shares memory", `python3 -c 'import mmap; m = mmap.mmap(-1, 2**29); m.write(b"x" * 2**29)'`, "memory"],
    ["forks", FORKS, "processes"],
    ["makes threads", THREADS, "processes"],
  ] as const)("what %s without end is stopped", async (_, line, stopped) => {
    const limits = stopped === "seconds" ? { ...SMALL, seconds: 0.3 } : SMALL;
    expect(await runShell(sandbox, line, { limits })).toMatchObject({ stopped });
  });

  test("memory that processes share counts once", async () => {
    const line = `python3 -c '
import os, time
data = b"x" * 100_000_000
for i in range(2): os.fork()
time.sleep(0.5)'`;
    expect(await runShell(sandbox, line)).toMatchObject({ exit: 0 });
  });

  test("prints no more than it may", async () => {
    const { text } = await runShell(sandbox, "yes", { limits: { ...SMALL, output: 1000 } });
    expect(text).toHaveLength(1000);
  });

  test("leaves no process behind, wherever it hides", async () => {
    const mark = String(++sleeps);
    const daemon = `(setsid sleep ${mark} > /dev/null 2>&1 < /dev/null &)`;
    expect(await runShell(sandbox, `${daemon}; sleep 0.2; echo done`)).toMatchObject({ exit: 0 });
    expect(isRunning(mark)).toBe(false);
    expect(await runShell(sandbox, `${daemon}; yes`)).toMatchObject({ stopped: "output" });
    expect(isRunning(mark)).toBe(false);
  });

  test("ends with what aborts it", async () => {
    const mark = String(++sleeps);
    const reason = new Error("interrupted");
    const controller = new AbortController();
    const running = runShell(sandbox, `sleep ${mark}`, { signal: controller.signal });
    setTimeout(() => controller.abort(reason), 200);
    await expect(running).rejects.toBe(reason);
    expect(isRunning(mark)).toBe(false);
    await expect(runShell(sandbox, "true", { signal: controller.signal })).rejects.toBe(reason);
  });

  test("ends when nobody can take what it prints", async () => {
    const reason = new Error("the log can't be written");
    const see = () => {
      throw reason;
    };
    const order = { writable: {}, cwd: "/", limits: SMALL, see };
    await expect(sandbox.run({ ...order, step: ["yes"] })).rejects.toBe(reason);
  });

  test("ends with the program that started it, however that ends", async () => {
    const mark = String(++sleeps);
    const program = `
      import { best, none } from ${JSON.stringify(join(import.meta.dirname, "../../test/sandboxes.ts"))};
      const sandbox = [best, none].find(({ kind }) => kind === ${JSON.stringify(sandbox.kind)});
      const order = { writable: {}, cwd: "/", limits: ${JSON.stringify(SMALL)}, see: () => {} };
      await sandbox.run({ ...order, step: ["sh", "-c", "sleep ${mark} & sleep ${mark}"] });`;
    // What is killed leaves its temporary files.
    const TMPDIR = makeFolder();
    chmodSync(TMPDIR, 0o711);
    const env = { ...process.env, TMPDIR };
    const child = spawn(process.execPath, ["--input-type=module", "-e", program], { stdio: "inherit", env });
    onTestFinished(() => void child.kill("SIGKILL"));
    for (let at = 0; at < 100 && !isRunning(`sleep\0${mark}`); at++) await pause(50);
    expect(isRunning(`sleep\0${mark}`)).toBe(true);
    child.kill("SIGKILL");
    await once(child, "exit");
    for (let at = 0; at < 100 && isRunning(`sleep\0${mark}`); at++) await pause(50);
    expect(isRunning(`sleep\0${mark}`)).toBe(false);
  });

  test("what it wrote can be read and removed, and is all that it leaves", async () => {
    const line = `mkdir -p a/b; echo text > a/b/c; chmod 0 a/b a; echo "$HOME"`;
    const { exit, build, text } = await runShell(sandbox, line);
    expect([exit, readFileSync(join(build, "a/b/c"), "utf8")]).toEqual([0, "text\n"]);
    expect(readdirSync(build)).toEqual(["a"]);
    expect(existsSync(text.trim())).toBe(false);
  });

  test("what can't begin is told", async () => {
    await expect(runShell(sandbox, "", { step: ["no-such-program"] })).rejects.toMatchObject({
      code: "BUILD_TOOL",
      message: "the build needs no-such-program, which is not installed here",
    });
    expect(await runShell(sandbox, "", { step: ["./configure"] })).toMatchObject({ exit: 127 });
  });

  test.skipIf(process.platform !== "linux")("no open file gets in (skipped without /proc)", async () => {
    const program = `
      import { best, none } from ${JSON.stringify(join(import.meta.dirname, "../../test/sandboxes.ts"))};
      const sandbox = [best, none].find(({ kind }) => kind === ${JSON.stringify(sandbox.kind)});
      const order = { writable: {}, cwd: "/", limits: ${JSON.stringify(SMALL)}, see: piece => process.stdout.write(piece) };
      await sandbox.run({ ...order, step: ["sh", "-c", "for at in 0 1 2 3 4 5 6 7 8 9 17; do readlink /proc/self/fd/$at; done"] });`;
    const { stdout } = await promisify(execFile)("bash", [
      "-c",
      `exec 3</ 4</ 5</ 7</ 9</ 17</; exec "$@"`,
      "bash",
      ...[process.execPath, "--input-type=module", "-e", program],
    ]);
    const links = stdout.trim().split("\n");
    expect(links.filter(link => link === "/")).toEqual([]);
    expect(links.filter(link => !link.startsWith("socket:") && link !== "/dev/null")).toEqual([]);
    expect(links.filter(link => link.startsWith("socket:"))).toHaveLength(2);
  });

  test("folders lie where it says", async () => {
    const folders = { readable: { "/data": makeFolder() }, writable: { "/data/out": makeFolder() } };
    writeFileSync(join(folders.readable["/data"], "in"), "text");
    mkdirSync(join(folders.readable["/data"], "out"));
    const place = (path: string) => sandbox.placeOf(path, folders);
    const line = `cat ${place("/data/in")} > ${place("/data/out/copy")} && pwd`;
    const { exit, text } = await runShell(sandbox, line, { ...folders, cwd: "/data/out" });
    expect([exit, text]).toEqual([0, `${place("/data/out")}\n`]);
    expect(readFileSync(join(folders.writable["/data/out"], "copy"), "utf8")).toBe("text");
    expect(place("/usr/bin")).toBe("/usr/bin");
  });
});
