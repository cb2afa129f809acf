import { WITH_A_MODEL } from "./library/with-a-model.ts";
import { LIBRARY } from "./library.ts";
import type { Scenario } from "./scenario.ts";

/** All scenarios, and those that end better with a model. */
export const LIBRARY_WITH_MODEL: readonly Scenario[] = [...LIBRARY, ...WITH_A_MODEL];
