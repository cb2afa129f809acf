import { heldByStorm } from "./breakers/held-by-storm.ts";
import { createNodeCounter } from "./facts/read-cluster-state.ts";
import { readOffers } from "./offers.ts";
import type { Remediation } from "./remediation.ts";
import type { RemediationDeps } from "./remediation-deps.ts";
import { apply } from "./steps/apply.ts";
import { handOverAsIs } from "./steps/hand-over.ts";
import { propose } from "./steps/propose.ts";
import { putBack } from "./steps/put-back.ts";
import { reviewApproval } from "./steps/review-approval.ts";
import { verify } from "./steps/verify.ts";
import { watch } from "./steps/watch.ts";
import { askUndo } from "./undo/ask-undo.ts";

/** The one road from a Finding to a verified change. */
export function createRemediation(given: RemediationDeps): Remediation {
  const deps = { countNodes: createNodeCounter(given), ...given };
  return {
    offers: (finding, signal) => readOffers(deps.reader, finding, signal),
    heldByStorm: (run) => heldByStorm(deps, run),
    propose: (run) => propose(deps, run),
    handOver: (run) => handOverAsIs(deps, run),
    reviewApproval: (run) => reviewApproval(deps, run),
    apply: (run) => apply(deps, run),
    verify: (run) => verify(deps, run),
    putBack: (run) => putBack(deps, run),
    watch: (run) => watch(deps, run),
    undo: (asked, signal) => askUndo(deps, asked, signal),
  };
}
