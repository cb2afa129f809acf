import { MEMORY } from "./library/memory.ts";
import type { Scenario } from "./scenario.ts";

/** All scenarios; a line a file. */
export const LIBRARY: readonly Scenario[] = [...MEMORY];
