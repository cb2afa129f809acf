import { expect, test } from "vitest";
import { isTimeZone, withZonedTimes, zonedTime } from "../../src/core/time-zone.ts";

test.each([
  ["UTC", "2026-11-22 16:30 UTC"],
  ["Asia/Shanghai", "2026-11-23 00:30 GMT+8"],
  ["Asia/Kolkata", "2026-11-22 22:00 GMT+5:30"],
  ["America/New_York", "2026-11-22 11:30 GMT-5"],
])("a time in %s says its zone", (zone, shown) => {
  expect(zonedTime("2026-11-22T16:30:10.123Z", zone)).toBe(shown);
});

test("the zone's distance follows the season", () => {
  expect(zonedTime("2026-07-01T12:00:00Z", "America/New_York")).toBe("2026-07-01 08:00 GMT-4");
});

test("what is no time stays as it is, and a sentence keeps all else", () => {
  expect(zonedTime("soon", "UTC")).toBe("soon");
  expect(withZonedTimes("asked again at 2026-11-22T16:30:00.000Z: ask Bob at 5", "Asia/Shanghai")).toBe(
    "asked again at 2026-11-23 00:30 GMT+8: ask Bob at 5",
  );
});

test.each([
  ["Asia/Shanghai", true],
  ["UTC", true],
  ["Mars/Olympus", false],
  ["", false],
])("%s is a zone: %s", (name, isOne) => {
  expect(isTimeZone(name)).toBe(isOne);
});
