import fc from "fast-check";
import { expect, test } from "vitest";
import { TARGETS } from "./targets.ts";

/** `npm run fuzz` does many times as many, of new ones each time. */
const SHORT = { numRuns: 60, seed: 20261127 };

test.each(TARGETS)(
  "whatever others write is refused or taken, and never a crash: $name",
  async ({ open }) => {
    const { inputs, run, close } = await open();
    try {
      let executions = 0;
      const property = fc.asyncProperty(inputs, async (input) => {
        executions += 1;
        await run(input);
      });
      await fc.assert(property, SHORT);
      expect(executions).toBe(SHORT.numRuns);
    } finally {
      await close();
    }
  },
);
