import { expect } from "vitest";
import { silentLogger } from "../../../src/core/logger.ts";
import { createPresses } from "../../../src/http/feishu/presses.ts";
import { createMetrics } from "../../../src/metrics/metrics.ts";
import { decisionsOn } from "../../../src/notify/feishu/app/app-card.ts";
import { inspectCard } from "../../../src/simulation/feishu/card/inspect-card.ts";
import type { Road } from "../../remediation/support/road.ts";
import { pressBody, TENANT } from "./feishu-envelope.ts";

interface RoadPress {
  handle: string | undefined;
  /** Without it ou_ada; she, whose name is known, and ou_bob may decide. */
  openId?: string | undefined;
  /** What is in the fields beside the button. */
  form?: Record<string, string>;
}

/** Presses buttons on cards of a road's incidents: what the platform shows then, which it must be able to show. */
export function pressesOn(road: Road): (press: RoadPress) => Promise<{ said: string; card: string }> {
  const presses = createPresses({
    db: road.db,
    approvals: road.approvals,
    deciders: { all: () => new Set(["ou_ada", "ou_bob"]) },
    tenant: { key: async () => TENANT },
    people: { wordsFor: (openId) => (openId === "ou_ada" ? "Ada (ou_ada)" : openId), learn() {} },
    language: "en",
    decisionsOn,
    links: () => ({ incident: null, approval: null }),
    clock: road.clock,
    metrics: createMetrics(),
    logger: silentLogger,
  });
  let count = 0;
  return async ({ handle = "", openId = "ou_ada", form = {} }) => {
    count += 1;
    const taken = await presses.take({ ...pressBody({ handle, openId, chosen: form }) }, `nonce-${count}`);
    if ("refused" in taken) throw new Error(taken.refused);
    const answer = taken.answer as { toast: { i18n: { en_us: string } }; card?: { data: object } };
    if (answer.card !== undefined) expect(inspectCard(answer.card.data).violations).toEqual([]);
    return { said: answer.toast.i18n.en_us, card: JSON.stringify(answer.card?.data ?? null) };
  };
}
