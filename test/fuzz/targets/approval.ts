import fc from "fast-check";
import { DECISIONS } from "../../../src/domain/approval.ts";
import { createWorld, openDoors } from "../../http/support/doors.ts";
import { TOKEN } from "../../http/support/incidents.ts";
import { alteredText } from "../altered.ts";
import { mustBeAnswered, openDoor } from "../door.ts";
import { opened, type Target } from "../target.ts";

const fieldsOf = (digest: string) =>
  fc.record(
    {
      digest: fc.oneof({ weight: 6, arbitrary: fc.constant(digest) }, fc.string()),
      decision: fc.oneof({ weight: 4, arbitrary: fc.constantFrom<string>(...DECISIONS) }, fc.string()),
      comment: fc.string({ unit: "binary", maxLength: 3_000 }),
      by: fc.string({ unit: "binary", maxLength: 300 }),
      minutes: fc.oneof(fc.integer().map(String), fc.string()),
      cause: fc.constantFrom("", "unknown", "memory-leak", "__proto__", "toString"),
      confirmed: fc.string(),
      from: fc.constantFrom("approvals", "constructor", ""),
    },
    { requiredKeys: [] },
  );

export const APPROVAL: Target = {
  name: "approval",
  async open() {
    const world = createWorld();
    const pending = world.approval;
    const door = await openDoor(openDoors(world).app);
    const form = fieldsOf(pending.planDigest).map((fields) =>
      new URLSearchParams(
        Object.entries(fields).map(([name, value]) => [name, value.toWellFormed()]),
      ).toString(),
    );
    const bodies = fc.oneof({ weight: 4, arbitrary: form }, alteredText(form));
    const headers = { "Content-Type": "application/x-www-form-urlencoded", Accept: "text/html" };
    const paths = fc.oneof(
      { weight: 6, arbitrary: fc.constant(TOKEN) },
      fc.string({ unit: "binary", maxLength: 60 }).map((token) => encodeURIComponent(token.toWellFormed())),
    );
    return opened({
      inputs: fc.tuple(paths, bodies),
      async run([token, body]) {
        world.approval = pending;
        world.decisions.length = 0;
        mustBeAnswered(await door.post({ path: `/approvals/${token}`, headers, body }));
        if (world.decisions.length > 0 && token !== TOKEN) throw new Error("decided without the token");
      },
      close: () => door.close(),
    });
  },
};
