import { expect, test } from "vitest";
import { makeCallFilter } from "./call-filter.ts";

const [ALLOW, ENOSYS, EAFNOSUPPORT] = [0x7fff0000, 0x00050026, 0x00050061];

/** What the kernel does with a call: the words of the filter, one after the other. */
function judge(filter: Uint8Array, audit: number, call: number, argument = 0): number | undefined {
  const view = new DataView(filter.buffer);
  let loaded = 0;
  for (let at = 0; at < filter.length; at += 8) {
    const value = view.getUint32(at + 4, true);
    const jump = (isTrue: boolean) => {
      at += 8 * view.getUint8(at + (isTrue ? 2 : 3));
    };
    switch (view.getUint16(at, true)) {
      case 0x20:
        loaded = new Map([
          [0, call],
          [4, audit],
          [16, argument],
        ]).get(value)!;
        break;
      case 0x15:
        jump(loaded === value);
        break;
      case 0x35:
        jump(loaded >= value);
        break;
      default:
        return value;
    }
  }
  return undefined;
}

test.each([
  ["x64", 0xc000003e, [248, 249, 250, 0x400000fa, 0x40000000], 41],
  ["arm64", 0xc00000b7, [217, 218, 219], 198],
  ["riscv64", 0xc00000f3, [217, 218, 219], 198],
])(
  "calls for keys and strange sockets are refused on %s, and no others",
  (processor, audit, calls, socket) => {
    const filter = makeCallFilter(processor)!;
    for (const call of [...calls, 425]) expect(judge(filter, audit, call), String(call)).toBe(ENOSYS);
    for (const call of [0, 1, 216, 220, 247, 251, 450])
      expect(judge(filter, audit, call), String(call)).toBe(ALLOW);
    // UNIX, IPv4, IPv6 and netlink; packets, cryptography and the host of a virtual machine.
    for (const family of [1, 2, 10, 16]) expect(judge(filter, audit, socket, family)).toBe(ALLOW);
    for (const family of [0, 3, 17, 38, 40, 44])
      expect(judge(filter, audit, socket, family)).toBe(EAFNOSUPPORT);
    // 32-bit programs.
    expect(judge(filter, 0x40000003, 1)).toBe(ENOSYS);
  },
);

test("a processor that it doesn't know has no filter", () => {
  expect(makeCallFilter("s390x")).toBeUndefined();
});
