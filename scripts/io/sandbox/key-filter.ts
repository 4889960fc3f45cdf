/** Numbers of a processor's system calls, and its own in `linux/audit.h`. */
interface Processor {
  readonly audit: number;
  /** add_key, request_key, keyctl */
  readonly calls: readonly number[];
}

const PROCESSORS: Readonly<Record<string, Processor>> = {
  x64: { audit: 0xc000003e, calls: [248, 249, 250] },
  arm64: { audit: 0xc00000b7, calls: [217, 218, 219] },
  riscv64: { audit: 0xc00000f3, calls: [217, 218, 219] },
};

/** Of `linux/bpf_common.h`: load a word, jump if equal, jump if greater or equal, return. */
const [LOAD, EQUAL, AT_LEAST, RETURN] = [0x20, 0x15, 0x35, 0x06];

/** Of `linux/seccomp.h`: where the call and the processor are found, and what may become of a call. */
const [CALL, AUDIT, ALLOW, REFUSE] = [0, 4, 0x7fff0000, 0x00050000];

/** Calls from here on are those of x32, which has its own numbers for the same ones. */
const X32 = 0x40000000;

const ENOSYS = 38;

/**
 * A filter for seccomp(2) that hides the kernel's keyrings (keyrings(7)): no namespace does, and a person's session
 * may keep tickets and keys there. Calls of another kind of processor (32-bit programs) are refused, since they would
 * go around it. Absent for processors that it doesn't know.
 */
export function makeKeyFilter(processor: string): Uint8Array | undefined {
  const known = PROCESSORS[processor];
  if (known === undefined) return undefined;
  const { audit, calls } = known;
  const refused = 4 + calls.length;
  // Each jump tells how many words to skip when true and when false.
  const program = [
    [LOAD, 0, 0, AUDIT],
    [EQUAL, 0, refused - 1, audit],
    [LOAD, 0, 0, CALL],
    [AT_LEAST, refused - 3, 0, X32],
    ...calls.map((call, at) => [EQUAL, refused - 4 - at, 0, call]),
    [RETURN, 0, 0, ALLOW],
    [RETURN, 0, 0, REFUSE | ENOSYS],
  ];
  const bytes = new DataView(new ArrayBuffer(8 * program.length));
  program.forEach(([code, yes, no, value], at) => {
    bytes.setUint16(8 * at, code!, true);
    bytes.setUint8(8 * at + 2, yes!);
    bytes.setUint8(8 * at + 3, no!);
    bytes.setUint32(8 * at + 4, value!, true);
  });
  return new Uint8Array(bytes.buffer);
}
