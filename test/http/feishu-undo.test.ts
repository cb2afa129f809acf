import { afterEach, expect, test } from "vitest";
import type { Incident } from "../../src/domain/incident.ts";
import { currentNotification } from "../../src/incidents/current-notification.ts";
import { handlesFor, shownDigest } from "../../src/notify/cards/card-rows.ts";
import { decisionsOn } from "../../src/notify/feishu/app/app-card.ts";
import { CATALOGUE } from "../../src/notify/messages/catalogue.ts";
import { setStop } from "../../src/remediation/stop/stop-rows.ts";
import { approve, isOver, writesTo } from "../remediation/support/repair-road.ts";
import { limitOf, type Road, startRoad } from "../remediation/support/road.ts";
import { killed, plainDeployment } from "../remediation/support/workloads.ts";
import { pressesOn } from "./support/presses-on-road.ts";

let road: Road;
afterEach(() => road.stop());

const isDeclined = ({ outcome }: Incident) => outcome === "declined";

/** A fix that held, and the button of its card. */
async function fixed() {
  road = await startRoad({ rate: 60, settings: { verifySoakSeconds: 10 } });
  road.cluster.behave({ match: { workload: "web" }, behaviour: { kind: "needs-memory", mebibytes: 150 } });
  const ref = await killed(road, plainDeployment("web"));
  const { id } = await road.open(ref);
  expect(await road.drive(id, isOver)).toMatchObject({ outcome: "fixed" });
  const shown = async () => {
    const notification = await currentNotification(road.db, id, road.clock.now());
    if (notification === undefined) throw new Error("no incident");
    return notification;
  };
  const notification = await shown();
  const { undo } = await handlesFor(road.db, {
    incidentId: id,
    digest: shownDigest(notification),
    decisions: decisionsOn(notification),
    at: road.clock.now(),
  });
  const pressed = pressesOn(road);
  const press = (reason: string, openId?: string) => pressed({ handle: undo, openId, form: { reason } });
  return { id, ref, press, shown };
}

test("a fix is undone from its card: asked for at once, looked at afterwards, and decided as every other plan", async () => {
  const { id, ref, press, shown } = await fixed();
  const before = writesTo(road, "web").length;
  const requests = road.cluster.requests().length;
  expect((await press("too dear", "ou_eve")).said).toContain("not among those");
  expect((await press(" ")).said).toContain("a few words");
  expect((await shown()).undo).not.toBeNull();

  const asked = await press("it costs <at id=all></at> too much");
  expect(asked.said).toContain("looked at now");
  expect(asked.card).toContain("Undoing asked for");
  expect(asked.card).not.toContain('"name":"undo"');
  expect((await press("me too", "ou_bob")).said).toContain("asked for it before");
  // Whoever presses waits for no cluster.
  expect(road.cluster.requests()).toHaveLength(requests);
  const row = await road.db
    .selectFrom("audit")
    .select(["text", "input"])
    .where("kind", "=", "undo-asked")
    .executeTakeFirstOrThrow();
  expect(row.input).toMatchObject({ by: "Ada (ou_ada)", person: "ou_ada", door: "card" });
  const kept = CATALOGUE["zh-CN"].phrase(row.text).filter(({ isKept }) => isKept);
  expect(kept.map(({ text }) => text)).toEqual(["it costs <at id=all></at> too much"]);

  const put = await road.step(id);
  expect(put).toMatchObject({
    status: "awaiting-approval",
    plan: { verdict: "approve", undoes: { number: 1, by: "Ada (ou_ada)" } },
  });
  expect(writesTo(road, "web")).toHaveLength(before);
  expect(await road.db.selectFrom("undo_requests").selectAll().execute()).toEqual([]);
  await approve(road, put);
  await road.drive(id, isDeclined);
  expect(limitOf(await road.object(ref))).toBe("100Mi");
  expect((await press("once more")).said).toContain("nothing to undo");
  expect((await shown()).undo).toBeNull();
});

test("what cannot be undone is said on the card with its reason, and can be asked for again", async () => {
  const { id, ref, press, shown } = await fixed();
  const { watchUntil } = await road.read(id);
  await setStop(road.db, {
    ...{ isStopped: true, by: "ada", door: "cli", reason: "a bad day" },
    at: road.clock.now(),
  });
  const another = { which: { incidentId: id, digest: null }, fix: "0".repeat(64) };
  const by = { by: "ou_ada", door: "card", comment: "too dear" } as const;
  expect(await road.approvals.decide({ ...another, ...by, decision: "undo" })).toEqual({ result: "no-fix" });
  await press("too dear");
  expect(await road.step(id)).toMatchObject({ status: "closed", outcome: "fixed", watchUntil });
  const told = await shown();
  expect(told).toMatchObject({ change: "undo-refused", undo: { digest: expect.any(String) } });
  expect(told.summary).toContain("nothing is undone: all changes are stopped");
  expect(limitOf(await road.object(ref))).toBe("200Mi");
  expect((await press("still too dear")).said).toContain("looked at now");
});
