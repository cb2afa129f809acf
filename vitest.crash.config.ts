import { defineConfig } from "vitest/config";

/** The service is killed at every instant that matters; it takes minutes and so has a command of its own. */
export default defineConfig({
  test: {
    include: ["test/crash/**/*.test.ts"],
    globalSetup: ["test/support/global-setup.ts"],
    testTimeout: 300_000,
    hookTimeout: 120_000,
    // Stories play at 20 to 30 times the wall's pace: a machine that stalls for seconds makes them miss minutes.
    retry: process.env["CI"] === undefined ? 0 : 2,
    maxConcurrency: 3,
    // Two endings that differ are told whole in the report.
    chaiConfig: { truncateThreshold: 0 },
  },
});
