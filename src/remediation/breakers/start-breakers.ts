import type { Shutdown } from "../../core/shutdown.ts";
import type { BreakerRecord } from "../../domain/breaker.ts";
import { breakerHistory } from "./breaker-rows.ts";
import { type BreakerWatchDeps, createBreakerWatch } from "./breaker-watch.ts";
import { lift } from "./lift.ts";

/** What people see of breakers, and do to them. */
export interface Breakers {
  history(): Promise<{ open: BreakerRecord[]; past: BreakerRecord[] }>;
  lift(request: { id: string; by: string }): Promise<"lifted" | "was-lifted" | "unknown">;
}

/** Watches the breakers until the service stops. */
export function startBreakers(deps: BreakerWatchDeps, shutdown: Shutdown): Breakers {
  const watch = createBreakerWatch(deps);
  shutdown.add("breakers", () => watch.stop());
  watch.start();
  return { history: () => breakerHistory(deps.db), lift: (request) => lift(deps, request) };
}
