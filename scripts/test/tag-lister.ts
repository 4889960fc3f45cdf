import { createServer } from "node:http";
import { listen } from "./listen.ts";

/**
 * A git server that answers with a list of its own, as protocol 2 does; what lies below `/renamed/` it sends on.
 *
 * @param list lines such as `COMMIT refs/tags/NAME`
 * @returns what makes it stand for github.com
 */
export async function startTagLister(list: () => Iterable<string>): Promise<Record<string, string>> {
  const line = (text: string) => `${(Buffer.byteLength(text) + 5).toString(16).padStart(4, "0")}${text}\n`;
  const server = createServer((request, response) => {
    if (request.method === "GET" && request.url?.startsWith("/renamed/")) {
      response.writeHead(301, { location: "/acme/foo.git/info/refs?service=git-upload-pack" }).end();
    } else if (request.method === "GET") {
      response.end(`${line("# service=git-upload-pack")}0000${line("version 2")}${line("ls-refs")}0000`);
    } else {
      request.resume().on("end", () => response.end(`${[...list()].map(line).join("")}0000`));
    }
  });
  const port = await listen(server);
  return { "https://github.com/": `http://127.0.0.1:${port}/` };
}
