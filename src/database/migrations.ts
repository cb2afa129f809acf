import type { Migration } from "kysely/migration";
import { foundation } from "./migrations/0001-foundation.ts";
import { causesAndRecords } from "./migrations/0002-causes-and-records.ts";
import { failedRuns } from "./migrations/0003-failed-runs.ts";
import { people } from "./migrations/0004-people.ts";
import { twoPeople } from "./migrations/0005-two-people.ts";
import { models } from "./migrations/0006-models.ts";
import { experience } from "./migrations/0007-experience.ts";
import { research } from "./migrations/0008-research.ts";
import { incidentLists } from "./migrations/0009-incident-lists.ts";
import { guard } from "./migrations/0010-guard.ts";
import { agentSteps } from "./migrations/0011-agent-steps.ts";
import { memorySamples } from "./migrations/0012-memory-samples.ts";
import { sharedLimits } from "./migrations/0013-shared-limits.ts";
import { chainedSteps } from "./migrations/0014-chained-steps.ts";
import { breakers } from "./migrations/0015-breakers.ts";
import { stop } from "./migrations/0016-stop.ts";
import { retention } from "./migrations/0017-retention.ts";
import { cheaperIngest } from "./migrations/0018-cheaper-ingest.ts";
import { undoRequests } from "./migrations/0019-undo-requests.ts";
import { severity } from "./migrations/0020-severity.ts";
import { growth } from "./migrations/0021-growth.ts";
import { decisions } from "./migrations/0022-decisions.ts";

/**
 * All changes of the schema, in order. `oldestCode` is the lowest schema number of code that still works after it:
 * expand first (the number before), contract when that code is gone.
 */
export interface NumberedMigration {
  name: string;
  number: number;
  oldestCode: number;
  migration: Migration;
}

export const MIGRATIONS: readonly NumberedMigration[] = [
  { name: "0001-foundation", number: 1, oldestCode: 1, migration: foundation },
  { name: "0002-causes-and-records", number: 2, oldestCode: 1, migration: causesAndRecords },
  { name: "0003-failed-runs", number: 3, oldestCode: 1, migration: failedRuns },
  { name: "0004-people", number: 4, oldestCode: 1, migration: people },
  { name: "0005-two-people", number: 5, oldestCode: 1, migration: twoPeople },
  { name: "0006-models", number: 6, oldestCode: 1, migration: models },
  { name: "0007-experience", number: 7, oldestCode: 1, migration: experience },
  { name: "0008-research", number: 8, oldestCode: 1, migration: research },
  { name: "0009-incident-lists", number: 9, oldestCode: 1, migration: incidentLists },
  { name: "0010-guard", number: 10, oldestCode: 1, migration: guard },
  { name: "0011-agent-steps", number: 11, oldestCode: 1, migration: agentSteps },
  { name: "0012-memory-samples", number: 12, oldestCode: 1, migration: memorySamples },
  { name: "0013-shared-limits", number: 13, oldestCode: 1, migration: sharedLimits },
  { name: "0014-chained-steps", number: 14, oldestCode: 1, migration: chainedSteps },
  { name: "0015-breakers", number: 15, oldestCode: 1, migration: breakers },
  { name: "0016-stop", number: 16, oldestCode: 1, migration: stop },
  { name: "0017-retention", number: 17, oldestCode: 1, migration: retention },
  { name: "0018-cheaper-ingest", number: 18, oldestCode: 1, migration: cheaperIngest },
  { name: "0019-undo-requests", number: 19, oldestCode: 1, migration: undoRequests },
  { name: "0020-severity", number: 20, oldestCode: 1, migration: severity },
  { name: "0021-growth", number: 21, oldestCode: 1, migration: growth },
  { name: "0022-decisions", number: 22, oldestCode: 1, migration: decisions },
];
