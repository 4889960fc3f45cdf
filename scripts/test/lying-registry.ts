import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { listen } from "./listen.ts";

/** What a server does with a request. */
export type Behaviour = (request: IncomingMessage, response: ServerResponse) => void;

/** A server on loopback that does what a test wants, and what it was told by whom. */
export interface LyingRegistry {
  /** `127.0.0.1:PORT` */
  readonly host: string;
  /** `METHOD URL`, and the header `Authorization` as it came. */
  readonly asked: { readonly line: string; readonly authorization: string | undefined }[];
}

/** Starts a server that ends with the test. */
export async function startLyingRegistry(behave: Behaviour): Promise<LyingRegistry> {
  const asked: LyingRegistry["asked"] = [];
  const server = createServer((request, response) => {
    const { authorization } = request.headers;
    asked.push({ line: `${request.method} ${request.url}`, authorization });
    behave(request, response);
  });
  const port = await listen(server);
  return { host: `127.0.0.1:${port}`, asked };
}

/** Sends bytes for as long as somebody takes them. */
export const sendForever: Behaviour = (_request, response) => {
  const piece = Buffer.alloc(65_536, "x");
  const send = () => {
    while (!response.destroyed && response.write(piece));
  };
  response.on("drain", send);
  send();
};
