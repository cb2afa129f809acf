import fc from "fast-check";
import { expect, test } from "vitest";
import { CAUSE_NAMES } from "../../src/domain/cause.ts";
import { hintedCauses } from "../../src/domain/hinted-causes.ts";

test.each([
  ["it is the new config", "config-"],
  ["looks like a memory leak", "memory-leak"],
  ["the release of this morning is bad", "bad-release"],
  ["配置不对", "config-"],
  ["可能是内存泄漏", "memory-leak"],
])("'%s' may mean a cause of %s", (text, start) => {
  expect(hintedCauses(text).some((cause) => cause.startsWith(start))).toBe(true);
});

test.each(["", "no idea", "it is broken, please fix it", "'; drop table incidents; --"])(
  "'%s' names nothing",
  (text) => {
    expect(hintedCauses(text)).toEqual([]);
  },
);

test("whatever is said, at most three causes of the closed list come of it, each once", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.lorem({ maxCount: 50 })), (text) => {
      const causes = hintedCauses(text);
      expect(causes.length).toBeLessThanOrEqual(3);
      expect(new Set(causes).size).toBe(causes.length);
      for (const cause of causes) expect(CAUSE_NAMES).toContain(cause);
    }),
  );
});
