import { createHash } from "node:crypto";
import { appendFileSync } from "node:fs";
import { setTimeout as wallTime } from "node:timers/promises";
import { createRandom } from "../../../src/simulation/store/random.ts";
import { firingAlert } from "../../scenarios/runner/alert.ts";
import { WEBHOOK_TOKEN } from "../../support/service.ts";

/** How deliveries go wrong on the way. */
export type DeliveryTrouble = "duplicated" | "late" | "lost" | "none";

/** Sends alerts as Alertmanager does: until one is acknowledged with 2xx, and then it is written down. */
export interface AlertSender {
  send(labels: Record<string, string>, annotations: Record<string, string>): void;
  trouble(kind: DeliveryTrouble): void;
  /** Resolves when all that was to be sent is acknowledged. */
  untilAcknowledged(signal: AbortSignal): Promise<void>;
  counts(): { acknowledged: number; deliveries: number };
  stop(): void;
}

const RETRY_WALL_MS = 300;
const ANSWER_WALL_MS = 5_000;
/** A client that hangs up so soon after its request does not know what came of it. */
const HANG_UP_WALL_MS = 4;
const LATE_WALL_MS = 3_000;

export function createAlertSender(options: {
  /** Addresses of the replicas' doors. */
  urls: readonly string[];
  now(): Date;
  seed: number;
  /** JSON lines of what was acknowledged, appended to. */
  file: string;
}): AlertSender {
  const { urls } = options;
  const random = createRandom(options.seed);
  const stopping = new AbortController();
  const open = new Set<Promise<void>>();
  const counts = { acknowledged: 0, deliveries: 0 };
  let trouble: DeliveryTrouble = "none";

  const deliver = async (payload: object, patienceMs: number): Promise<boolean> => {
    counts.deliveries += 1;
    const url = urls[Math.floor(random.next() * urls.length)];
    const headers = { authorization: `Bearer ${WEBHOOK_TOKEN}`, "content-type": "application/json" };
    const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(patienceMs)]);
    const body = JSON.stringify(payload);
    const answer = await fetch(`${url}/webhooks/alertmanager`, { method: "POST", headers, body, signal });
    await answer.arrayBuffer();
    return answer.ok;
  };
  const tried = (payload: object, patienceMs = ANSWER_WALL_MS) =>
    deliver(payload, patienceMs).catch(() => false);

  const untilTaken = async (payload: object, known: object): Promise<void> => {
    while (!stopping.signal.aborted) {
      if (trouble === "late") await wallTime(random.next() * LATE_WALL_MS);
      if (trouble === "lost") await tried(payload, HANG_UP_WALL_MS);
      const copies = trouble === "duplicated" ? 3 : 1;
      const answers = await Promise.all(Array.from({ length: copies }, () => tried(payload)));
      if (answers.includes(true)) {
        appendFileSync(options.file, `${JSON.stringify(known)}\n`);
        counts.acknowledged += 1;
        return;
      }
      await wallTime(RETRY_WALL_MS);
    }
  };
  return {
    send(labels, annotations) {
      const startsAt = options.now();
      const payload = firingAlert({ labels, annotations, startsAt });
      const fingerprint = createHash("sha256").update(JSON.stringify(labels)).digest("hex").slice(0, 16);
      const sending = untilTaken(payload, { fingerprint, startsAt }).finally(() => open.delete(sending));
      open.add(sending);
    },
    trouble: (kind) => {
      trouble = kind;
    },
    async untilAcknowledged(signal) {
      while (open.size > 0) {
        signal.throwIfAborted();
        await Promise.race([...open, wallTime(500)]);
      }
    },
    counts: () => counts,
    stop: () => stopping.abort(),
  };
}
