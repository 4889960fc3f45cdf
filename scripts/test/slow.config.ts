import { defineConfig } from "vitest/config";

/** The suites that take minutes or need a browser: `npm run test:slow`. Each has a smaller form in the gate. */
export default defineConfig({
  test: {
    root: `${import.meta.dirname}/../..`,
    include: ["scripts/**/*.slow.ts"],
    testTimeout: 300_000,
    fileParallelism: false,
  },
});
