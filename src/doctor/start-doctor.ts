import type { Config } from "../config/config.ts";
import { type Clock, createClock } from "../core/clock.ts";
import { messageOf } from "../core/errors.ts";
import type { Logger } from "../core/logger.ts";
import type { Shutdown } from "../core/shutdown.ts";
import { type ApiConnectionOptions, createApiConnection } from "../kubernetes/api-connection.ts";
import { rightsCheck } from "./checks/rights.ts";
import { rightsTooWideCheck } from "./checks/rights-too-wide.ts";
import { missingByRules, type RulesIn } from "./rights/missing.ts";
import { readRules } from "./rights/rules-review.ts";
import { type CheckLine, runChecks } from "./run-checks.ts";

export interface StandingDoctor {
  /** What was not well when it was last looked at: said, and never in the way of work. */
  parts(): { name: string; ok: true; detail: string }[];
}

const AGAIN_MS = 10 * 60_000;
const BOUND_MS = 30_000;

/**
 * Looks at its rights at the start and now and then, beside the work and with one question to the API server: what is
 * missing or too wide is in the log and in `/readyz`. Nothing waits for it.
 */
export function startDoctor(
  deps: ApiConnectionOptions & { config: Config; logger: Logger },
  shutdown: Shutdown,
): StandingDoctor {
  const stopping = new AbortController();
  // Wall time: who gives and takes rights is outside, whatever the service's clock does.
  const clock: Clock = createClock();
  let last: readonly CheckLine[] = [];
  const look = async () => {
    const found = (await looked(deps, stopping.signal)).filter(({ status }) => status !== "ok");
    if (stopping.signal.aborted) return;
    const isNews = JSON.stringify(found) !== JSON.stringify(last);
    last = found;
    if (isNews)
      for (const { name, detail, remedy } of found) deps.logger.warn({ check: name, remedy }, detail);
    deps.logger.debug({ notWell: found.length }, "the doctor has looked");
  };
  const keepLooking = async () => {
    while (!stopping.signal.aborted) {
      await look().catch((error: unknown) =>
        deps.logger.debug({ error: messageOf(error) }, "the doctor could not look"),
      );
      await clock.sleep(AGAIN_MS, stopping.signal).catch(() => {});
    }
  };
  const looking = keepLooking();
  shutdown.add("doctor", async () => {
    stopping.abort();
    await looking;
  });
  return {
    parts: () =>
      [...Map.groupBy(last, ({ name }) => name)].map(([name, lines]) => ({
        name,
        ok: true,
        detail: lines.map(({ detail }) => detail).join("; "),
      })),
  };
}

async function looked(
  deps: ApiConnectionOptions & { config: Config },
  signal: AbortSignal,
): Promise<CheckLine[]> {
  const connection = createApiConnection(deps);
  const asked = new Map<string, ReturnType<RulesIn>>();
  const rulesIn: RulesIn = (namespace, stop) => {
    // An API server that is away is told of by its own part of readiness.
    const known = asked.get(namespace) ?? readRules(connection, namespace, stop).catch(() => undefined);
    asked.set(namespace, known);
    return known;
  };
  const on = { config: deps.config, rulesIn, missing: missingByRules(rulesIn) };
  const checks = [rightsCheck(on), rightsTooWideCheck(on)].map((check) => ({ ...check, needs: [] }));
  const lines: CheckLine[] = [];
  const options = { boundMs: () => BOUND_MS, hide: (text: string) => text, signal };
  for await (const more of runChecks(checks, options)) lines.push(...more);
  return lines;
}
