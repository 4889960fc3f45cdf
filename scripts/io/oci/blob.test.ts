import { expect, test } from "vitest";
import { digestOf, renderBlob } from "./blob.ts";

test("the empty document has the digest that the specification gives it", () => {
  const { descriptor, bytes } = renderBlob({}, "application/vnd.oci.empty.v1+json");
  expect(descriptor).toEqual({
    mediaType: "application/vnd.oci.empty.v1+json",
    digest: "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
    size: 2,
  });
  expect(digestOf(bytes)).toBe(descriptor.digest);
});
