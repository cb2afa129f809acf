import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/chaos/**", "test/crash/**", "test/browser/**", "test/install/**", "node_modules/**"],
    globalSetup: ["test/support/global-setup.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Most of the time is spent waiting for real parts, so that two files at once suit even two cores.
    maxWorkers: 2,
    // Stories play at 20 to 30 times the wall's pace: a machine that stalls for seconds makes them miss minutes.
    retry: process.env["CI"] === undefined ? 0 : 2,
  },
});
