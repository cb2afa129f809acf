import { rightsMissing } from "../../support/rights.ts";
import type { Evidence } from "./evidence.ts";
import { lostAlerts } from "./rules/alerts.ts";
import { doubledApplications, unrecordedApplications } from "./rules/applications.ts";
import { brokenChains } from "./rules/audit-chain.ts";
import { wrongEndings } from "./rules/endings.ts";
import { doubledIncidents } from "./rules/one-incident.ts";
import { writesOutOfPolicy } from "./rules/policy.ts";
import { incompleteRollbacks } from "./rules/rollbacks.ts";
import { skippedVerifications } from "./rules/verifications.ts";

/** What must hold however much broke, and what finds where it does not. */
export const RULES = {
  "no acknowledged alert is lost": lostAlerts,
  "one problem has one open incident at most": doubledIncidents,
  "each attempt is applied once at most": doubledApplications,
  "the ledger and the API server agree on what was applied": unrecordedApplications,
  "no write is out of policy": writesOutOfPolicy,
  "nothing is asked for that the chart does not grant": ({ requests }) => rightsMissing(requests),
  "every rollback is complete": incompleteRollbacks,
  "no fix counts unverified": skippedVerifications,
  "every incident ended rightly": wrongEndings,
  "every audit chain is whole": brokenChains,
} satisfies Record<string, (evidence: Evidence) => string[]>;

export type RuleName = keyof typeof RULES;

/** All that does not hold, by rule; knows nothing of the service but its rows. */
export function check(evidence: Evidence): Map<RuleName, string[]> {
  const names = Object.keys(RULES) as RuleName[];
  return new Map(names.map((name) => [name, RULES[name](evidence)]));
}
