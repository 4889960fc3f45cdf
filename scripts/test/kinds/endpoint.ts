import { checkEndpoint } from "../../model/entry/endpoint.ts";
import type { Kind } from "./kind.ts";

const endpoint: Kind = input => checkEndpoint(input).map(found => found.code);
export default endpoint;
