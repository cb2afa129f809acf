import { classic } from "./classic.ts";
import { doesNotHold } from "./does-not-hold.ts";
import { needsApproval } from "./needs-approval.ts";
import { person } from "./person.ts";
import type { Scenario } from "./scenario.ts";

/** The demo's stories, in the order in which it tells them. */
export const DEMO_SCENARIOS: readonly Scenario[] = [classic, needsApproval, doesNotHold, person];
