import { chmodSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { homedir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { listen } from "../../test/listen.ts";
import { makeFolder } from "../../test/repository.ts";
import { hasBubblewrap, runShell, best as sandbox } from "../../test/sandboxes.ts";
import { openSandbox } from "./open-sandbox.ts";

const REPOSITORY = join(import.meta.dirname, "../../..");
const CANARY = "canary-4f1c";

/** A server on this machine, and how often it was asked. */
async function startServer(): Promise<{ port: number; asked: () => number }> {
  let asked = 0;
  const server = createServer((_, response) => response.end(String(++asked)));
  const port = await listen(server);
  return { port, asked: () => asked };
}

describe.skipIf(!hasBubblewrap)("bubblewrap (skipped where it can't make a sandbox)", () => {
  test("there is no network, not even this machine's own", async () => {
    const { port, asked } = await startServer();
    const line = `node -e 'fetch("http://127.0.0.1:${port}").catch(error => { console.log(error.cause.code); process.exit(1) })'`;
    const { exit, text } = await runShell(sandbox, line);
    expect([exit, text, asked()]).toEqual([1, "ECONNREFUSED\n", 0]);
    expect((await runShell(sandbox, "cat /proc/net/dev")).text.match(/^ *\w+:/gm)).toEqual(["    lo:"]);
    expect(
      await runShell(sandbox, `python3 -c 'import socket; socket.getaddrinfo("example.org", 80)'`),
    ).toMatchObject({ exit: 1, text: expect.stringMatching(/name resolution/) });
  });

  test("there is no way past the network either, such as to the host of a virtual machine", async () => {
    const line =
      "perl -e 'socket(my $s, 40, 1, 0) or print qq($!\\n); socket(my $u, 1, 1, 0) and print qq(unix\\n)'";
    expect((await runShell(sandbox, line)).text).toBe("Address family not supported by protocol\nunix\n");
  });

  test("a step that is allowed to has it", async () => {
    const { port, asked } = await startServer();
    const line = `node -e 'fetch("http://127.0.0.1:${port}")'`;
    expect(await runShell(sandbox, line, { network: true })).toMatchObject({ exit: 0 });
    expect(asked()).toBe(1);
    expect(
      await runShell(sandbox, "ls /etc/ssl/certs /etc/resolv.conf > /dev/null", { network: true }),
    ).toMatchObject({ exit: 0 });
  });

  test("no variable of this process gets in, by its environment or another's", async () => {
    process.env.PAK_TEST_TOKEN = CANARY;
    onTestFinished(() => void delete process.env.PAK_TEST_TOKEN);
    const { text } = await runShell(sandbox, "env; cat /proc/*/environ 2> /dev/null", {
      environment: { OWN: "value", PATH: "/nowhere", HOME: "/nowhere" },
    });
    expect(text).not.toContain(CANARY);
    expect([...new Set(text.match(/\b[A-Z_]+(?==)/g))].sort()).toEqual([
      "HOME",
      "LANG",
      "OWN",
      "PATH",
      "PWD",
      "SOURCE_DATE_EPOCH",
      "TZ",
    ]);
    expect(text).not.toContain("/nowhere");
  });

  test("it sees no process of this machine", async () => {
    const { text } = await runShell(sandbox, "cat /proc/[0-9]*/cmdline | tr '\\0' ' '");
    expect(text).toContain("bwrap");
    expect(text).not.toContain("vitest");
    // Where the folders are on this machine is not among bubblewrap's words.
    expect(text).not.toContain("pak-test-");
    expect(await runShell(sandbox, `kill -0 ${process.pid}`)).toMatchObject({ exit: 1 });
  });

  test("home, repository, temporary files and settings are not there", async () => {
    const home = makeFolder();
    const hidden = makeFolder();
    for (const folder of [home, hidden]) {
      mkdirSync(join(folder, ".ssh"));
      writeFileSync(join(folder, ".ssh/id"), CANARY);
    }
    const own = await openSandbox({
      environment: { ...process.env, HOME: home },
      hidden: [hidden, REPOSITORY],
    });
    const line = [
      `cat ${home}/.ssh/id ${hidden}/.ssh/id ${REPOSITORY}/package.json`,
      "ls -A /tmp /var /run /home $HOME ~root",
      `ls -A ${homedir()} ${REPOSITORY} | grep -v -e '^\\.pyenv$' -e '^node_modules$'`,
      `grep -rs ${CANARY} / --include=id --exclude-dir=proc --exclude-dir=usr --exclude-dir=nix`,
    ];
    const { text } = await runShell(own, line.join("; "));
    expect(text).not.toContain(CANARY);
    expect(text).not.toContain("pak-catalog");
    expect(text).not.toContain(".npmrc");
    // Where the repository lies in /tmp itself, the way to its Node is there, and nothing beside it.
    const first = REPOSITORY.split("/")[2]!;
    expect(
      (await runShell(own, `ls -A /tmp $HOME | grep -vx '${first}'; cut -d: -f1 /etc/passwd`)).text,
    ).toBe("/home/builder:\n\n/tmp:\nroot\nbuilder\n");
  });

  test("it writes to its folders alone", async () => {
    const readable = makeFolder();
    writeFileSync(join(readable, "file"), "text");
    const places = ["/x", "/usr/x", "/etc/x", "/etc/passwd", "/dev/x", "/opt/x", "/data/x", "/data/file"];
    const { text, build } = await runShell(sandbox, places.map(place => `(echo > ${place})`).join("; "), {
      readable: { "/data": readable },
    });
    expect(text.match(/cannot create/g)).toHaveLength(places.length);
    expect([readdirSync(build), readdirSync(readable)]).toEqual([[], ["file"]]);
  });

  test("it is nobody of this machine, and can't become anybody", async () => {
    const { text } = await runShell(
      sandbox,
      "id -u; grep -E '^(Cap|NoNewPrivs)' /proc/self/status | cut -f 2 | sort -u; unshare -U true || echo no; umask",
    );
    expect(text.split("\n").filter(line => !line.startsWith("unshare"))).toEqual([
      "1000",
      "0000000000000000",
      "1",
      "no",
      "0022",
      "",
    ]);
  });

  test("the kernel's keyrings are not there", async () => {
    const line = `python3 -c '
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
for call in ${process.arch === "x64" ? "(248, 249, 250, 250 | 0x40000000)" : "(217, 218, 219)"}:
  libc.syscall(call, 6, -3, 0, 0, 0)
  print(os.strerror(ctypes.get_errno()))'`;
    expect(new Set((await runShell(sandbox, line)).text.trim().split("\n"))).toEqual(
      new Set(["Function not implemented"]),
    );
  });

  test("a hidden folder is empty and stays so, even among the system's", async () => {
    const own = await openSandbox({ environment: process.env, hidden: ["/usr/share"] });
    expect((await runShell(own, "ls -A /usr/share; echo > /usr/share/x")).text).toMatch(
      /^sh: .*cannot create .*Read-only file system\n$/,
    );
  });

  test("compilers and interpreters work", async () => {
    const source = "int main(void) { return 7; }";
    const line = `echo '${source}' > a.c; cc a.c -o a && ./a; echo $?; node -p 1+1; python3 -c 'print(2)'; npm --version > /dev/null && echo npm`;
    expect((await runShell(sandbox, line)).text).toBe("7\n2\n2\nnpm\n");
    expect((await runShell(sandbox, "node -v")).text).toBe(`${process.version}\n`);
  });

  test("a toolchain among what is temporary here works too", async () => {
    const folder = makeFolder();
    mkdirSync(join(folder, "bin"));
    writeFileSync(join(folder, "bin/mine"), "#!/bin/sh\necho mine\n", { mode: 0o755 });
    chmodSync(folder, 0o755);
    const environment = { ...process.env, PATH: `${folder}/bin:${process.env.PATH}` };
    const own = await openSandbox({ environment });
    expect((await runShell(own, "mine; echo x > /tmp/x && cat /tmp/x")).text).toBe("mine\nx\n");
  });

  test("folders appear where the order says, one in another", async () => {
    const [one, other] = [makeFolder(), makeFolder()];
    writeFileSync(join(other, "file"), "text");
    const { exit } = await runShell(sandbox, "cp /a/b/c/file /a/b/copy && pwd", {
      writable: { "/a/b": one },
      readable: { "/a/b/c": other },
      cwd: "/a/b",
    });
    expect([exit, readdirSync(one).sort()]).toEqual([0, ["c", "copy"]]);
  });
});
