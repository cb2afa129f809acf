import { expect, it } from "vitest";
import { digestOf } from "../../src/core/json.ts";
import { createIncidentQueries } from "../../src/incidents/queries.ts";
import { because, finding, incidentRoom, openOne } from "./incident-setup.ts";
import { plan } from "./plan-setup.ts";

const TEMPLATE = {
  spec: { containers: [{ name: "app", env: [{ name: "DB_PASSWORD", value: "hunter2" }] }] },
};

it("keeps the secrets of a template out of the API and the audit, and in the plan that is carried out", async () => {
  const room = await incidentRoom();
  const id = await openOne(room);
  const made = plan(id, "auto");
  const [action] = made.actions;
  action?.patch.push({ op: "replace", path: "/spec/template", value: TEMPLATE });
  action?.inverse.push({ op: "replace", path: "/spec/template", value: TEMPLATE });
  await room.store.withLock("plan.commit", id, async (tx) => {
    await tx.advance({ type: "diagnosed", finding: finding() }, because("diagnosed"));
    const record = { text: "planned with password=hunter2", input: { made }, output: { made } };
    await tx.advance({ type: "planned", plan: made, approvalId: null, expiresAt: null }, record);
  });

  const view = await createIncidentQueries({ db: room.db }).view(id);
  const audit = await room.db.selectFrom("audit").selectAll().execute();
  expect(JSON.stringify({ view, audit })).not.toContain("hunter2");
  expect(view?.plan?.digest).toBe(made.digest);
  expect(digestOf((await room.store.read(id))?.plan?.actions)).toBe(digestOf(made.actions));
  await room.database.drop();
});
