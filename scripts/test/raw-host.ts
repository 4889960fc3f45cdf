import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import type { RequestListener } from "node:http";
import { createServer } from "node:https";
import { join } from "node:path";
import { listen } from "./listen.ts";
import { makeFolder } from "./repository.ts";

/** A public host that files are downloaded from. */
export const RAW_HOST = "raw.githubusercontent.com";

/** Whether this machine can make a certificate. */
export const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;

const REQUEST = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1".split(" ");

/** A server on loopback with a certificate of the public host; it ends with the test. */
export async function serveRawHost(
  answer: RequestListener,
): Promise<{ readonly port: number; readonly certificate: string }> {
  const folder = makeFolder();
  const [key, certificate] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const name = ["-subj", `/CN=${RAW_HOST}`, "-addext", `subjectAltName=DNS:${RAW_HOST}`];
  spawnSync("openssl", [...REQUEST, ...name, "-keyout", key, "-out", certificate]);
  const server = createServer({ key: readFileSync(key), cert: readFileSync(certificate) }, answer);
  const port = await listen(server);
  return { port, certificate };
}
