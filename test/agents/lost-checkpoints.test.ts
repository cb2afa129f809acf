import { afterEach, beforeEach, expect, it } from "vitest";
import type { EffectInstant } from "../../src/core/effects.ts";
import { runnerRoom } from "./runner-room.ts";

let room: Awaited<ReturnType<typeof runnerRoom>>;
beforeEach(async () => {
  room = await runnerRoom();
});
afterEach(() => room.drop());

it.each<{ at: EffectInstant; kept: number }>([
  { at: "finding.commit:after", kept: 0 },
  { at: "step.commit:after", kept: 2 },
  { at: "plan.commit:before", kept: 3 },
  { at: "plan.commit:after", kept: 1 },
  { at: "run.end:before", kept: 4 },
])(
  "killed at $at with $kept checkpoints kept, a run is brought to the same end by its heir",
  async ({ at, kept }) => {
    const dead = room.worker({ stallsAt: at, keepsCheckpoints: kept });
    void dead.advance();
    await dead.stalled;
    await room.worker().advance();
    expect(await room.row()).toMatchObject({ status: "needs-person", thread_id: null });
    expect(await room.timesAudited("handed-over")).toBe(1);
    expect(await room.timesAudited("diagnosed")).toBeLessThanOrEqual(2);
    expect(await room.checkpointRows()).toBe(0);
  },
);
