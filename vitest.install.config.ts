import { defineConfig } from "vitest/config";

/** The chart installed on a cluster with a node that runs containers; it takes minutes and so has a command of its own. */
export default defineConfig({
  test: {
    include: ["test/install/**/*.test.ts"],
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // One node for all of them.
    fileParallelism: false,
    // Each test goes on from where the one before ended.
    bail: 1,
  },
});
