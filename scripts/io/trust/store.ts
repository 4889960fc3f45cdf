/**
 * Where a client keeps what it verified. Keys are plain paths of letters, digits and `. _ - /`, whose parts
 * begin with a letter, a digit or `_`.
 */
export interface Store {
  read(path: string): Promise<string | undefined>;
  /** Writes one file whole or not at all. */
  write(path: string, text: string): Promise<void>;
}

/** A store that ends with the program: for browsers and one-off reads. */
export function openMemoryStore(): Store {
  const files = new Map<string, string>();
  return {
    read: async path => files.get(path),
    write: async (path, text) => {
      files.set(path, text);
    },
  };
}
