import { defineConfig } from "vitest/config";

/** Six simulated hours of a healthy cluster; it takes minutes and so has a command of its own. */
export default defineConfig({
  test: {
    include: ["test/scenarios/noise/**/*.noise.ts"],
    globalSetup: ["test/support/global-setup.ts"],
    testTimeout: 900_000,
    hookTimeout: 120_000,
  },
});
