import { type Check, failure, ok, type Seen, warning } from "../check.ts";
import type { DoctorDeps } from "../doctor-deps.ts";

/** The header has whole seconds. */
const UNCLEAR_MS = 2_000;
const MOST_MS = 60_000;

export function clockCheck({ cluster, clock }: Pick<DoctorDeps, "cluster" | "clock">): Check {
  return {
    name: "clock",
    needs: ["api-server"],
    async run(signal) {
      const before = clock.now();
      const { date } = await cluster().send({
        verb: "get",
        path: "/version",
        what: "read the time of the API server",
        signal,
      });
      return [comparedWith(date, { before, after: clock.now() })];
    },
  };
}

/** Held against the time between question and answer. Pure. */
export function comparedWith(
  date: string | undefined,
  { before, after }: { before: Date; after: Date },
): Seen {
  const theirsMs = Date.parse(date ?? "");
  if (Number.isNaN(theirsMs)) return ok("the API server does not say its time");
  const offMs = Math.max(before.getTime() - theirsMs, theirsMs - after.getTime(), 0);
  if (offMs <= UNCLEAR_MS) return ok("within 2 s of the API server's");
  const detail = `this machine's clock is ${Math.round(offMs / 1000)} s off from the API server's`;
  const remedy = "keep it by NTP: windows of the policy, approvals and what came first are judged by it";
  return offMs > MOST_MS ? failure(detail, remedy) : warning(detail, remedy);
}
