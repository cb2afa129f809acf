import { OF_DOORS } from "./data/of-doors.ts";
import { OF_WRITES } from "./data/of-writes.ts";
import type { Rail } from "./rail.ts";

export const RAILS: readonly Rail[] = [...OF_WRITES, ...OF_DOORS];
