import { defineConfig } from "vitest/config";

/** Much breaks at once, and a checker of its own says what came of it. */
export default defineConfig({
  test: {
    include: ["test/chaos/**/*.test.ts"],
    testTimeout: 400_000,
    hookTimeout: 60_000,
  },
});
