/** What one step may use at most. */
export interface Limits {
  /** Of wall time. */
  readonly seconds: number;
  /** Bytes of memory of all its processes together. */
  readonly memory: number;
  /** Bytes that it may add to the disk. */
  readonly disk: number;
  /** At once, every thread of a process counted. */
  readonly processes: number;
  /** Bytes that it prints. */
  readonly output: number;
}

/** The limit that ended a step. */
export type Stop = keyof Limits;

/** How a step ended. */
export interface StepEnd {
  /** 128 and the number of the signal when a signal ended it, as shells say it; absent when it was stopped. */
  readonly exit?: number;
  /** Which limit it was stopped for. */
  readonly stopped?: Stop;
}

/**
 * What a step may use when nobody says otherwise: enough for a large C++ program on the runners that GitHub lends
 * (2 to 4 cores, 7 to 16 GiB of memory, 14 GiB of disk), too little to hurt them.
 */
export const DEFAULT_LIMITS: Limits = {
  seconds: 30 * 60,
  memory: 4 * 1024 ** 3,
  disk: 4 * 1024 ** 3,
  // A Node process alone has about a dozen threads.
  processes: 1024,
  output: 64 * 1024 ** 2,
};
