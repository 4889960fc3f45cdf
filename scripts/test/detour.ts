import dns from "node:dns";
import https, { type RequestOptions } from "node:https";
import { syncBuiltinESMExports } from "node:module";

/**
 * Loaded before `pak` (`--import`): every https request goes to a port of this computer (PAK_DETOUR_PORT) as if
 * the public internet were there, under the name and the certificate of the host that is asked. Every host has a
 * public address, as far as the name service says.
 */
const port = Number(process.env.PAK_DETOUR_PORT);
const original = https.request as (url: URL, options: RequestOptions, ...rest: never[]) => unknown;

Object.assign(dns.promises, { lookup: async () => [{ address: "140.82.121.4", family: 4 }] });
Object.assign(https, {
  request: (url: URL, options: RequestOptions, ...rest: never[]) =>
    original(
      url,
      {
        ...options,
        port,
        lookup: (_host, { all }, done) =>
          all ? done(null, [{ address: "127.0.0.1", family: 4 }]) : done(null, "127.0.0.1", 4),
      },
      ...rest,
    ),
});
syncBuiltinESMExports();
