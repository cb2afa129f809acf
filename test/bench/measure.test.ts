import { expect, test } from "vitest";
import { median, rowOf, runOf, tableOf } from "../../bench/measure.ts";

test.each([
  { values: [3, 1, 2], middle: 2 },
  { values: [4, 1, 3, 2], middle: 2.5 },
  { values: [7], middle: 7 },
])("the median of $values is $middle", ({ values, middle }) => {
  expect(median(values)).toBe(middle);
});

test("a row has the median of the runs' ratios, which is not the ratio of the medians", () => {
  const row = rowOf("one", "ms", [runOf(10, 10), runOf(40, 10), runOf(30, 20)]);
  expect(row).toMatchObject({ case: "one", ratio: 1.5, ours: 30, baseline: 10, unit: "ms" });
});

test("the table shows the least and the most of the runs", () => {
  const row = rowOf("one", "ms", [runOf(10, 10), runOf(40, 10), runOf(30, 20)]);
  expect(
    tableOf({ name: "road", rows: [row] }, { one: "at most 2" })
      .split("\n")
      .at(-1),
  ).toBe("| one | 1.5 (1 to 4) | at most 2 | 30 ms (10 to 40) | 10 ms (10 to 20) | 3 |");
});
