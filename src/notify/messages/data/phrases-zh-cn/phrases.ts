import { createPhraseBook } from "../../phrases/phrase-book.ts";
import { COURSE_ZH_CN } from "./course.ts";
import { FINDINGS_ZH_CN } from "./findings.ts";
import { PLANS_ZH_CN } from "./plans.ts";
import { POLICY_ZH_CN } from "./policy.ts";

export const PHRASES_ZH_CN = [...PLANS_ZH_CN, ...POLICY_ZH_CN, ...COURSE_ZH_CN, ...FINDINGS_ZH_CN];

/** What the service says of incidents, in Chinese. */
export const phrasesZhCn = createPhraseBook(PHRASES_ZH_CN);
