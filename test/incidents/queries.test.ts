import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isReason } from "../../src/core/errors.ts";
import type { ObjectRef } from "../../src/domain/object-ref.ts";
import { refreshIncidentGauges } from "../../src/incidents/incident-metrics.ts";
import {
  because,
  DEPLOYMENT,
  finding,
  incidentRoom,
  openOne,
  podSignal,
  type Room,
} from "./incident-setup.ts";

const subjectOf = (pod: string): ObjectRef => ({
  ...DEPLOYMENT,
  namespace: pod.split("-")[0] ?? "",
  name: pod,
});

describe("queries", () => {
  let room: Room;
  const ids: string[] = [];
  beforeEach(async () => {
    room = await incidentRoom({
      find: async ({ name }) => ({
        kind: "found",
        subject: subjectOf(name),
        workload: subjectOf(name),
        note: "",
      }),
    });
    ids.length = 0;
    for (const pod of ["shop-a", "shop-b", "bank-c", "shop-d"]) {
      ids.push(await openOne(room, podSignal({ pod, key: pod })));
    }
    await room.store.withLock("finding.commit", ids[0] ?? "", (tx) =>
      tx.advance({ type: "diagnosed", finding: finding() }, because("diagnosed")),
    );
  });
  afterEach(() => room.database.drop());

  it("list every incident once, page by page, also where many opened at one instant", async () => {
    const seen: string[] = [];
    const pages: string[][] = [];
    let page = await room.queries.list({ limit: 3 });
    for (;;) {
      pages.push(page.incidents.map(({ id }) => id));
      if (page.older === null) break;
      page = await room.queries.list({ limit: 3, after: page.older });
    }
    seen.push(...pages.flat());
    expect(seen.toSorted()).toEqual(ids.toSorted());
    expect(pages.map(({ length }) => length)).toEqual([3, 1]);
    const back = await room.queries.list({ limit: 3, before: page.newer ?? "" });
    expect(back.incidents.map(({ id }) => id)).toEqual(pages[0]);
    expect([back.newer, back.older]).toEqual([null, pages[0]?.at(-1)]);
  });

  it("list by namespace, status and cause", async () => {
    const names = async (filter: object) =>
      (await room.queries.list({ limit: 10, ...filter })).incidents
        .map(({ subject }) => subject.name)
        .toSorted();
    expect(await names({ namespace: "bank" })).toEqual(["bank-c"]);
    expect(await names({ cause: "memory-limit-too-low" })).toEqual(["shop-a"]);
    expect(await names({ status: "closed" })).toEqual([]);
    expect(await names({ status: "investigating", namespace: "shop" })).toEqual([
      "shop-a",
      "shop-b",
      "shop-d",
    ]);
  });

  it("refuse a cursor that is no id, and know no incident of a name that is none", async () => {
    const outcome = await room.queries.list({ limit: 1, after: "'; --" }).catch((error: unknown) => error);
    expect(isReason(outcome, "invalid")).toBe(true);
    expect(await room.queries.view("../etc")).toBeUndefined();
    expect(await room.queries.approval("x")).toBeUndefined();
  });

  it("show an incident in the words of the API and nothing that only actions need", async () => {
    const view = await room.queries.view(ids[0] ?? "");
    expect(Object.keys(view ?? {}).toSorted()).toEqual(
      `approval attempts cause causedBy closedAt cluster confidence finding handover id openedAt outcome past plan related signals status
       subject summary timeline workload`.split(/\s+/),
    );
    expect(Object.keys(view?.finding ?? {}).toSorted()).toEqual(
      "cause confidence evidence notes object ruledOut sentence".split(" "),
    );
    expect(view?.timeline).toEqual([
      {
        sequence: 1,
        at: "2026-11-22T12:00:00.000Z",
        kind: "opened",
        text: expect.stringMatching(/^opened: /),
      },
      { sequence: 2, at: "2026-11-22T12:00:00.000Z", kind: "diagnosed", text: "diagnosed" },
    ]);
  });

  it("count what is open from the rows, which every replica shares", async () => {
    await refreshIncidentGauges(room.db, room.metrics);
    const text = await room.metrics.registry.metrics();
    expect(text).toContain('kube_autofix_incidents_open{status="investigating"} 4');
    expect(text).toContain('kube_autofix_incidents_open{status="verifying"} 0');
  });
});
