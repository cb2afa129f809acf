import { describeRef, objectKey } from "../../domain/object-ref.ts";
import { objectDraft } from "../evidence-drafts.ts";
import { found } from "../found.ts";
import { changedAt } from "../revisions/outside.ts";
import type { Investigator } from "./investigator.ts";

/** A ConfigMap that workloads refuse: what they say of it is all that can be known, for its content is its owner's. */
export const configMap: Investigator = {
  apiVersion: "v1",
  kind: "ConfigMap",
  explains: [
    {
      cause: "config-content-invalid",
      evidence: ["what the workloads that read it say of it"],
      repairs: [],
    },
  ],
  async investigate(collector, object, { referrals = [] }) {
    const held = await collector.reader.get(object, collector.signal);
    if (held === undefined) return undefined;
    const own = referrals.filter((finding) => objectKey(finding.object) === objectKey(object));
    const [best] = own.toSorted((a, b) => b.confidence - a.confidence);
    if (best === undefined)
      return { kind: "healthy", reason: `nothing that reads ${describeRef(object)} complains of it` };
    const { cause, confidence, sentence, evidence, advice } = best;
    const written = changedAt(held);
    return {
      kind: "candidates",
      candidates: [
        found(cause, {
          confidence,
          sentence,
          advice,
          support: [
            objectDraft(object, written, `${describeRef(object)} was written last at ${written}`),
            ...evidence.map(({ id: _id, ...draft }) => draft),
          ],
        }),
      ],
    };
  },
};
