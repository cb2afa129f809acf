import { setImmediate as nextTurn } from "node:timers/promises";
import type { RequestHandler } from "express";
import { messageOf } from "../../core/errors.ts";
import { isServicePart } from "../../domain/service-part.ts";
import type { Health, HttpDeps } from "../http-deps.ts";

const PARTS_TIMEOUT_MS = 5_000;
/** A turn of the event loop that takes longer than this serves nobody. */
const LATE_TURN_MS = 2_000;

/** Whether this process is of any use: no other part is asked, for a restart would not heal it. */
export function livez(health: Health): RequestHandler {
  return async (_request, response) => {
    const startedMs = performance.now();
    await nextTurn();
    const isLate = performance.now() - startedMs > LATE_TURN_MS;
    const isStopping = health.isStopping?.() ?? false;
    const status = isStopping ? "stopping" : isLate ? "the event loop is blocked" : "alive";
    response.status(isStopping || isLate ? 503 : 200).json({ status });
  };
}

/** Whether work can be taken in, and which part is in the way where it cannot. */
export function readyz(health: Health): RequestHandler {
  return async (_request, response) => {
    const parts = await partsWithinBound(health);
    const down = parts.filter((part) => !part.ok).map((part) => part.name);
    const isReady = down.length === 0 && !(health.isStopping?.() ?? false);
    if (!isReady) response.set("Retry-After", "5");
    response.status(isReady ? 200 : 503).json({ status: isReady ? "ready" : "not-ready", down, parts });
  };
}

async function partsWithinBound(health: Health): ReturnType<Health["parts"]> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new Error(`no answer within ${PARTS_TIMEOUT_MS} ms`)),
    PARTS_TIMEOUT_MS,
  );
  try {
    return await Promise.race([health.parts(), promise]);
  } catch (error) {
    return [{ name: "health", ok: false, detail: messageOf(error) }];
  } finally {
    clearTimeout(timer);
  }
}

/** The parts are asked anew for each scrape: an alert must not go by what somebody asked minutes ago. */
export function metricsText(metrics: HttpDeps["metrics"], health: Health): RequestHandler {
  return async (_request, response) => {
    const [parts] = await Promise.all([partsWithinBound(health), health.figures?.()]);
    for (const { name, ok } of parts) if (isServicePart(name)) metrics.partUp.set({ part: name }, ok ? 1 : 0);
    response.set("Content-Type", metrics.registry.contentType).send(await metrics.registry.metrics());
  };
}
