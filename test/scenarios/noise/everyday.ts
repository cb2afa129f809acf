import type { Activity } from "./activity.ts";
import { COMINGS_AND_GOINGS } from "./comings-and-goings.ts";
import { DRAINS } from "./drains.ts";
import { JOBS } from "./jobs.ts";
import { RELEASES } from "./releases.ts";
import { SCALING } from "./scaling.ts";

/** Everything that goes on on a healthy cluster. */
export const EVERYDAY: readonly Activity[] = [
  ...RELEASES,
  ...SCALING,
  ...JOBS,
  ...COMINGS_AND_GOINGS,
  ...DRAINS,
];
