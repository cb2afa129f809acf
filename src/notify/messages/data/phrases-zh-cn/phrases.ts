import { createNames } from "../../phrases/names.ts";
import { createPhraseBook } from "../../phrases/phrase-book.ts";
import { CONDUCT_ZH_CN } from "./conduct.ts";
import { COURSE_ZH_CN } from "./course.ts";
import { FINDINGS_ZH_CN } from "./findings.ts";
import { NETWORK_ZH_CN } from "./findings-network.ts";
import { PLACEMENT_ZH_CN } from "./findings-placement.ts";
import { PLATFORM_ZH_CN } from "./findings-platform.ts";
import { PROGRAMS_ZH_CN } from "./findings-programs.ts";
import { NAMES_ZH_CN } from "./names.ts";
import { PLANNING_ZH_CN } from "./planning.ts";
import { PLANS_ZH_CN } from "./plans.ts";
import { POLICY_ZH_CN } from "./policy.ts";
import { RUNBOOKS_ZH_CN } from "./runbooks.ts";

export const PHRASES_ZH_CN = [
  ...PLANS_ZH_CN,
  ...PLANNING_ZH_CN,
  ...POLICY_ZH_CN,
  ...COURSE_ZH_CN,
  ...CONDUCT_ZH_CN,
  ...FINDINGS_ZH_CN,
  ...PROGRAMS_ZH_CN,
  ...NETWORK_ZH_CN,
  ...PLACEMENT_ZH_CN,
  ...PLATFORM_ZH_CN,
  ...RUNBOOKS_ZH_CN,
];

/** What the service says of incidents, in Chinese. */
export const phrasesZhCn = createPhraseBook(PHRASES_ZH_CN, createNames(NAMES_ZH_CN, "、"));
