import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { editsOf, RAILS } from "./data/rails.ts";
import { trialsWithout } from "./take-out.ts";

describe("a service without a rail", () => {
  it.each(Object.keys(RAILS))("%s stands in the source once", async (name) => {
    const rail = RAILS[name];
    for (const { file, from } of rail === undefined ? [] : editsOf(rail)) {
      const source = await readFile(join(import.meta.dirname, "../..", file), "utf8");
      expect(source.split(from).length).toBe(2);
    }
  });

  it.each(["redaction", "escaping-of-pages"])(
    "is reported where it is %s",
    async (name) => {
      const totals = await trialsWithout(name, { trials: 6, seed: 3 });
      expect(totals[RAILS[name]?.shows ?? "writes"]).not.toEqual([]);
    },
    240_000,
  );
});
