import { expect, test } from "vitest";
import { type Behaviour, startLyingRegistry } from "../../test/lying-registry.ts";
import { WRITER } from "../../test/oci-registry.ts";
import { authorize } from "./authorization.ts";

const PATIENCE = { retries: 0, leastWait: 1, mostWait: 5, timeout: 5_000 };
const BASIC = `Basic ${Buffer.from(`${WRITER.user}:${WRITER.token}`).toString("base64")}`;

async function ask(behave: Behaviour, order: Partial<Parameters<typeof authorize>[1]> = {}) {
  const server = await startLyingRegistry(behave);
  const header = `Bearer realm="http://${server.host}/token?a=b",service="s t"`;
  const address = `http://${server.host}/v2/alpha/`;
  const scope = "repository:alpha:pull";
  const answered = authorize(header, { address, scope, fetch, patience: PATIENCE, ...order });
  return { server, answered };
}

const sendToken: Behaviour = (_, response) => response.end('{"token":"abc"}');

test("a token is asked for by service and scope, with the credentials of the registry's own", async () => {
  const { server, answered } = await ask(sendToken, { credentials: WRITER });
  expect(await answered).toBe("Bearer abc");
  expect(server.asked).toEqual([
    { line: "GET /token?a=b&service=s+t&scope=repository%3Aalpha%3Apull", authorization: BASIC },
  ]);
  const nobody = await ask((_, response) => response.end('{"access_token":"xyz"}'));
  expect(await nobody.answered).toBe("Bearer xyz");
  expect(nobody.server.asked[0]!.authorization).toBeUndefined();
});

test("a server of another family is asked as nobody", async () => {
  const asked: (string | null)[] = [];
  const fetched: typeof fetch = async (_, init) => {
    asked.push(new Headers(init?.headers).get("authorization"));
    return new Response('{"token":"abc"}');
  };
  const order = { scope: "s", fetch: fetched, patience: PATIENCE, credentials: WRITER };
  const realms = ["https://ghcr.io/token", "https://tokens.example.org/"];
  for (const realm of realms)
    await authorize(`Bearer realm="${realm}"`, { ...order, address: "https://ghcr.io/v2/a/" });
  expect(asked).toEqual([BASIC, null]);
});

test("Basic takes credentials, and nothing else is answered", async () => {
  const order = { address: "https://ghcr.io/v2/a/", scope: "s", fetch, patience: PATIENCE };
  expect(await authorize("Basic", { ...order, credentials: WRITER })).toBe(BASIC);
  expect(await authorize("Basic", order)).toBeUndefined();
  expect(await authorize("Digest x", { ...order, credentials: WRITER })).toBeUndefined();
});

test.each<[string, Behaviour, string]>([
  ["refuses", (_, response) => response.writeHead(403).end(WRITER.token), "TOKEN"],
  ["gives no token", (_, response) => response.end("{}"), "REGISTRY"],
  ["gives a token with a line break", (_, response) => response.end('{"token":"a\\r\\nX: y"}'), "REGISTRY"],
  ["gives a page", (_, response) => response.end("<html>"), "REGISTRY"],
  ["sends on", (_, response) => response.writeHead(302, { location: "/" }).end(), "NETWORK"],
])("a server that %s", async (_what, behave, code) => {
  const { answered } = await ask(behave, { credentials: WRITER });
  await expect(answered).rejects.toMatchObject({ code });
  await expect(answered).rejects.not.toThrow(WRITER.token);
});
