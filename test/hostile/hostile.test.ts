import { expect, it } from "vitest";
import { testDatabase } from "../support/database.ts";
import { runTrials } from "./run-trials.ts";

it("writes, tells and shows nothing that an attacker wants, and still mends what can be mended", async () => {
  const totals = await runTrials({ trials: 12, seed: 20, newDatabase: testDatabase, withinMs: 120_000 });
  const { writes, secrets, alive, unmended, unended, unlike } = totals;
  expect({ writes, secrets, alive, unmended, unended, unlike }).toEqual({
    writes: [],
    secrets: [],
    alive: [],
    unmended: [],
    unended: [],
    unlike: [],
  });
  // The attacker was heard: questions were answered, the web was asked, and changes were made beside.
  expect(totals.mended).toBeGreaterThan(0);
  expect(totals.applied).toBeGreaterThan(0);
  expect(totals.searched).toBeGreaterThan(0);
  // The same incident takes the same road again, from its records alone.
  expect(totals.replayed).toBeGreaterThan(totals.trials);
  expect(Object.keys(totals.manners)).toEqual(expect.arrayContaining(["obeys", "legal"]));
  expect(Object.keys(totals.fields)).toEqual(expect.arrayContaining(["choice", "cause", "move"]));
}, 180_000);
