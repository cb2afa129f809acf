import { type Stop, stopSentence } from "../domain/stop.ts";
import { type LedgerFiguresDeps, ledgerFigures } from "../incidents/ledger-figures.ts";
import { answersNow, kindsGoneWithout } from "../kubernetes/server-health.ts";
import { connectionPart } from "../notify/feishu/long-connection/connection-part.ts";
import type { Health } from "./http-deps.ts";

/** How the service is: its parts, whether it is stopping, and the figures that are shown with it. */
export function createHealth(deps: Parts & LedgerFiguresDeps & { isStopping(): boolean }): Health {
  return { parts: healthParts(deps), isStopping: deps.isStopping, figures: ledgerFigures(deps) };
}

interface Parts {
  database: { isHealthy(): Promise<boolean> };
  dispatcher: { isHealthy(): boolean };
  reader: Parameters<typeof answersNow>[0];
  watch: { current(): Parameters<typeof kindsGoneWithout>[0] };
  connectionHealth(): Parameters<typeof connectionPart>[0];
  policy: { problem(): { at: Date; message: string } | null };
  stop: { current(): Stop | null };
  isDryRun?: boolean;
  doctor: { parts(): { name: string; ok: true; detail: string }[] };
}

/** What the service stands on, each part asked how it is. */
function healthParts(deps: Parts): Health["parts"] {
  return async () => {
    // At once: one after the other they could take all of the time that the whole answer has.
    const [isDatabaseWell, kubernetes] = await Promise.all([
      deps.database.isHealthy(),
      answersNow(deps.reader),
    ]);
    return [
      { name: "database", ok: isDatabaseWell, detail: "PostgreSQL answers" },
      { name: "queue", ok: deps.dispatcher.isHealthy(), detail: "due work is looked for" },
      { name: "kubernetes", ...kubernetes },
      ...stopPart(deps.stop.current()),
      ...(deps.isDryRun === true ? [DRY_RUN] : []),
      ...kindsGoneWithout(deps.watch.current()),
      ...connectionPart(deps.connectionHealth()),
      policyPart(deps.policy.problem()),
      ...deps.doctor.parts(),
    ];
  };
}

/** A policy that is refused keeps nobody from work: the one from before is in force, and that is said. */
function policyPart(problem: { at: Date; message: string } | null): {
  name: string;
  ok: boolean;
  detail: string;
} {
  const detail =
    problem === null
      ? "the policy on disk is in force"
      : `the policy from before is in force: since ${problem.at.toISOString()} the file cannot be used: ${problem.message}`;
  return { name: "policy", ok: true, detail };
}

const DRY_RUN = { name: "dry-run", ok: true, detail: "nothing is written to the cluster (DRY_RUN)" };

/** Named and no reason not to be ready: signals are still taken in, and pages tell who stopped it. */
function stopPart(stop: Stop | null): { name: string; ok: boolean; detail: string }[] {
  return stop === null ? [] : [{ name: "changes", ok: true, detail: stopSentence(stop) }];
}
