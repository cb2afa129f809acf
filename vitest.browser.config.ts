import { defineConfig } from "vitest/config";

/** Pages and cards as a person sees them, in Chromium; without one the suite says so and is left out. */
export default defineConfig({
  test: {
    include: ["test/browser/**/*.test.ts"],
    globalSetup: ["test/support/global-setup.ts", "test/browser/support/say-what-is-left-out.ts"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    maxConcurrency: 3,
    // Stories play at 40 times the wall's pace: a machine that stalls for seconds makes them miss minutes.
    retry: process.env["CI"] === undefined ? 0 : 2,
  },
});
