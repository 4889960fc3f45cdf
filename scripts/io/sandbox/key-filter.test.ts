import { expect, test } from "vitest";
import { makeKeyFilter } from "./key-filter.ts";

const [ALLOW, ENOSYS] = [0x7fff0000, 0x00050026];

/** What the kernel does with a call: the words of the filter, one after the other. */
function judge(filter: Uint8Array, audit: number, call: number): number | undefined {
  const view = new DataView(filter.buffer);
  let loaded = 0;
  for (let at = 0; at < filter.length; at += 8) {
    const value = view.getUint32(at + 4, true);
    const jump = (isTrue: boolean) => {
      at += 8 * view.getUint8(at + (isTrue ? 2 : 3));
    };
    switch (view.getUint16(at, true)) {
      case 0x20:
        loaded = value === 4 ? audit : call;
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
  ["x64", 0xc000003e, [248, 249, 250, 0x400000fa, 0x40000000]],
  ["arm64", 0xc00000b7, [217, 218, 219]],
  ["riscv64", 0xc00000f3, [217, 218, 219]],
])("calls for keys are refused on %s, and no others", (processor, audit, calls) => {
  const filter = makeKeyFilter(processor)!;
  for (const call of calls) expect(judge(filter, audit, call), String(call)).toBe(ENOSYS);
  for (const call of [0, 1, 216, 220, 247, 251, 450])
    expect(judge(filter, audit, call), String(call)).toBe(ALLOW);
  // 32-bit programs.
  expect(judge(filter, 0x40000003, 1)).toBe(ENOSYS);
});

test("a processor that it doesn't know has no filter", () => {
  expect(makeKeyFilter("s390x")).toBeUndefined();
});
