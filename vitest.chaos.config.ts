import { defineConfig } from "vitest/config";

/** Much breaks at once, and a checker of its own says what came of it. */
export default defineConfig({
  test: {
    include: ["test/chaos/**/*.test.ts"],
    testTimeout: 300_000,
    hookTimeout: 60_000,
    // Stories play at 20 times the wall's pace: a machine that stalls for seconds makes them miss minutes.
    retry: process.env["CI"] === undefined ? 0 : 1,
  },
});
