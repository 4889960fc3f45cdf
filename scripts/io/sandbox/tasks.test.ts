import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import { countThreads, findFamily, killTask, listTasks, readTask, type Task } from "./tasks.ts";

const aTask = (pid: number, parent: number, isDead = false): Task => ({
  pid,
  parent,
  threads: 1,
  born: "0",
  isDead,
});

test("a family is a process with all that descends from it, and what else is its own", () => {
  const tasks = [
    aTask(1, 0),
    aTask(9, 5),
    aTask(5, 1),
    aTask(6, 1),
    aTask(7, 6),
    aTask(8, 9),
    aTask(4, 5, true),
  ];
  expect(findFamily(tasks, 5, () => false).map(task => task.pid)).toEqual([5, 9, 8]);
  expect(findFamily(tasks, 5, task => task.pid === 6).map(task => task.pid)).toEqual([5, 6, 9, 7, 8]);
});

test.skipIf(process.platform !== "linux")(
  "a process is read, counted and killed (skipped without /proc)",
  async () => {
    const child = spawn("sleep", ["60"]);
    onTestFinished(() => void child.kill("SIGKILL"));
    await once(child, "spawn");
    const task = readTask(child.pid!)!;
    expect(task).toMatchObject({ pid: child.pid, parent: process.pid, threads: 1, isDead: false });
    expect(listTasks()).toContainEqual(task);
    expect(countThreads(process.geteuid!())).toBeGreaterThan(readTask(process.pid)!.threads);
    expect(killTask({ ...task, born: "0" })).toBe(false);
    expect(killTask(task)).toBe(true);
    await once(child, "exit");
    expect([killTask(task), readTask(task.pid)]).toEqual([false, undefined]);
  },
);
