/** Numbers of a processor's system calls, and its own in `linux/audit.h`. */
interface Processor {
  readonly audit: number;
  /** add_key, request_key, keyctl, io_uring_setup */
  readonly calls: readonly number[];
  readonly socket: number;
}

const PROCESSORS: Readonly<Record<string, Processor>> = {
  x64: { audit: 0xc000003e, calls: [248, 249, 250, 425], socket: 41 },
  arm64: { audit: 0xc00000b7, calls: [217, 218, 219, 425], socket: 198 },
  riscv64: { audit: 0xc00000f3, calls: [217, 218, 219, 425], socket: 198 },
};

/** Of `linux/bpf_common.h`: load a word, jump if equal, jump if greater or equal, return. */
const [LOAD, EQUAL, AT_LEAST, RETURN] = [0x20, 0x15, 0x35, 0x06];

/** Of `linux/seccomp.h`: where the call, the processor and a first argument are found, and what may become of a call. */
const [CALL, AUDIT, ARGUMENT, ALLOW, REFUSE] = [0, 4, 16, 0x7fff0000, 0x00050000];

/** Calls from here on are those of x32, which has its own numbers for the same ones. */
const X32 = 0x40000000;

/** Kinds of sockets that a namespace of the network confines and programs use: AF_UNIX, AF_INET, AF_INET6, AF_NETLINK. */
const FAMILIES = [1, 2, 10, 16];

const [ENOSYS, EAFNOSUPPORT] = [38, 97];

/**
 * A filter for seccomp(2) for what no namespace confines: the kernel's keyrings (keyrings(7)), where a person's session
 * may keep tickets and keys, and sockets that lead past every network, such as those to the host of a virtual machine
 * (vsock(7)). Refused as well is what would go around it: calls of another kind of processor (32-bit programs), and
 * io_uring, which makes sockets by itself. Absent for processors that it doesn't know.
 */
export function makeCallFilter(processor: string): Uint8Array | undefined {
  const known = PROCESSORS[processor];
  if (known === undefined) return undefined;
  const { audit, calls, socket } = known;
  const family = 6 + calls.length;
  const allowed = family + FAMILIES.length + 1;
  const refused = allowed + 1;
  // Each jump tells how many words to skip when true and when false.
  const program = [
    [LOAD, 0, 0, AUDIT],
    [EQUAL, 0, refused - 2, audit],
    [LOAD, 0, 0, CALL],
    [AT_LEAST, refused - 4, 0, X32],
    ...calls.map((call, at) => [EQUAL, refused - 5 - at, 0, call]),
    [EQUAL, 0, allowed - family + 1, socket],
    [LOAD, 0, 0, ARGUMENT],
    ...FAMILIES.map((one, at) => [EQUAL, allowed - family - 1 - at, 0, one]),
    [RETURN, 0, 0, REFUSE | EAFNOSUPPORT],
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
