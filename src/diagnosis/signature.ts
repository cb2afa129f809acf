import type { CauseFamily } from "../domain/cause.ts";
import type { Candidate } from "./candidate.ts";
import type { Facts } from "./facts.ts";

/**
 * What a seasoned engineer would recognise: from facts to candidates, pure. A signature answers with a candidate where it
 * sees its cause or can rule it out with a reason worth telling, and with nothing where the facts do not touch it.
 * `name` is unique and is what a test takes out.
 */
export interface Signature {
  name: string;
  family: CauseFamily;
  diagnose(facts: Facts): Candidate[];
}
