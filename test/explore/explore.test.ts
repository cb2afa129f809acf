import { describe, expect, it } from "vitest";
import { explore } from "./explore.ts";
import { titleOf } from "./invariants.ts";
import { OUTBOX_PLANTED, OUTBOX_QUICK } from "./outbox/cases.ts";
import { exploreOutbox } from "./outbox/explore-outbox.ts";
import { OUTBOX_GUARDS } from "./outbox/world.ts";
import { PLANTED } from "./planted.ts";
import type { Explored } from "./walk.ts";
import { CRASHED, LEFT_ALONE, MODEL, NATURES, QUICK, worldOf } from "./worlds.ts";

const MOST = { mostStates: 200_000 };
/** Seconds of work, and nothing but work: a busy machine takes its time. */
const LIMIT = 300_000;

const storyOf = ({ violation }: Explored) =>
  violation && [titleOf(violation), ...violation.trace.map((step) => `  ${step}`)].join("\n");

describe("every order of what may happen to an incident", () => {
  it.each(QUICK.map((one) => ({ ...one, name: one.nature.name })))(
    "keeps the invariants, and can always come to an end: $name, $bounds",
    ({ nature, bounds, takesOver }) => {
      const found = explore({ ...MODEL, takesOver }, worldOf(nature, bounds), MOST);
      expect(storyOf(found)).toBeUndefined();
      expect(found.isWhole).toBe(true);
      expect(found.ends.size).toBeGreaterThan(0);
      console.info(`${nature.name}: ${found.states} states, ${found.transitions} transitions`);
    },
    LIMIT,
  );

  it.each(NATURES)(
    "ends with a kill at any instant as without: $name",
    (nature) => {
      const withKill = explore(MODEL, worldOf(nature, CRASHED), MOST);
      expect(storyOf(withKill)).toBeUndefined();
      expect(withKill.isWhole).toBe(true);
      expect(withKill.ends).toEqual(explore(MODEL, worldOf(nature, LEFT_ALONE), MOST).ends);
    },
    LIMIT,
  );
});

describe("without a guard", () => {
  it.each(PLANTED)(
    "the invariant is named: $name",
    ({ model, nature, bounds, invariant }) => {
      const { violation } = explore(model, worldOf(nature, bounds), MOST);
      expect(violation).toMatchObject({ invariant });
    },
    LIMIT,
  );
});

describe("every order of what may happen to the messages of an incident", () => {
  it.each(OUTBOX_QUICK.map((world) => ({ world, name: world.nature.name })))(
    "each is told, in order, and a button counts once: $name",
    ({ world }) => {
      const found = exploreOutbox(OUTBOX_GUARDS, world, MOST);
      expect(storyOf(found)).toBeUndefined();
      expect(found.isWhole).toBe(true);
      expect(found.ends.size).toBeGreaterThan(0);
    },
    LIMIT,
  );

  it.each(OUTBOX_PLANTED)(
    "the invariant is named: $name",
    ({ guards, world, invariant }) => {
      expect(exploreOutbox(guards, world, MOST).violation).toMatchObject({ invariant });
    },
    LIMIT,
  );
});
