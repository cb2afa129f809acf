import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatMemory, parseMemory, tryParseMemory } from "../../src/kubernetes/quantity.ts";

describe("memory quantities", () => {
  it.each([
    ["0", 0],
    ["128974848", 128974848],
    ["100Mi", 104857600],
    ["200M", 200_000_000],
    ["1.5Gi", 1610612736],
    [".5Ki", 512],
    ["5.", 5],
    ["+1Ki", 1024],
    ["-1Ki", -1024],
    ["129e6", 129_000_000],
    ["1E3", 1000],
    ["12E-1", 2],
    ["123Mi", 128974848],
    ["128974848000m", 128974848],
    ["1m", 1],
    ["1500m", 2],
    ["1u", 1],
    ["1n", 1],
    ["7Pi", 7 * 2 ** 50],
    ["2k", 2000],
  ])("reads %s", (text, bytes) => {
    expect(parseMemory(text)).toBe(bytes);
  });

  it.each([
    "",
    "Mi",
    "1 Mi",
    "1mi",
    "1K",
    "1KiB",
    "0x10",
    "1e",
    "1e1Mi",
    "--1",
    "1,5Gi",
    "NaN",
    "Infinity",
    "1.2.3",
    "1E",
  ])("refuses %j", (text) => {
    expect(() => parseMemory(text)).toThrow(/not a memory quantity/);
    expect(tryParseMemory(text)).toBeUndefined();
  });

  it.each([
    [209715200, "200Mi"],
    [200_000_000, "200000000"],
    [1610612736, "1536Mi"],
    [1024, "1Ki"],
    [1000, "1000"],
    [2 ** 40, "1Ti"],
    [0, "0"],
  ])("writes %d as %s", (bytes, text) => {
    expect(formatMemory(bytes)).toBe(text);
  });

  it("reads back what it writes", () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.integer({ min: 0, max: 3 }), (bytes, shift) => {
        const value = Math.floor(bytes / 1024 ** shift) * 1024 ** shift;
        expect(parseMemory(formatMemory(value))).toBe(value);
      }),
    );
  });

  it("never reads less than what is written", () => {
    const suffixes = fc.constantFrom("n", "u", "m", "", "k", "M", "G", "Ki", "Mi", "Gi", "e2", "E1", "e-3");
    const scales: Record<string, number> = {
      n: 1e-9,
      u: 1e-6,
      m: 1e-3,
      "": 1,
      k: 1e3,
      M: 1e6,
      G: 1e9,
      e2: 100,
      E1: 10,
    };
    const scale = (suffix: string) =>
      scales[suffix] ?? { Ki: 1024, Mi: 1024 ** 2, Gi: 1024 ** 3, "e-3": 1e-3 }[suffix] ?? Number.NaN;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99_999 }), suffixes, (count, suffix) => {
        const exact = count * scale(suffix);
        const read = parseMemory(`${count}${suffix}`);
        expect(read).toBeGreaterThanOrEqual(exact - 1e-6 * exact);
        expect(read - exact).toBeLessThan(1 + 1e-6 * exact);
      }),
    );
  });
});
