import type { Diagnosis } from "../../../src/diagnosis/diagnosis.ts";
import type { Finding } from "../../../src/domain/finding.ts";
import type { ObjectRef } from "../../../src/domain/object-ref.ts";
import type { Repair } from "../../../src/domain/repair.ts";

/** A finding as a signature would make it, with the repair that it proposes. */
export function findingOf(object: ObjectRef, more: Partial<Finding> = {}): Finding {
  return {
    cause: "service-selector-wrong",
    object,
    confidence: 0.95,
    sentence: "it is as the story tells",
    evidence: [],
    ruledOut: [],
    memory: null,
    rollback: null,
    repair: null,
    advice: [],
    ...more,
  };
}

/** Finds what a test says, by the subject's namespace and kind; what it does not speak of is well. */
export function scriptedDiagnosis() {
  const findings = new Map<string, Finding>();
  const key = ({ kind, namespace, name }: ObjectRef) => `${kind}/${namespace}/${name}`;
  const diagnosis: Diagnosis = {
    async investigate({ incident }) {
      const finding = findings.get(key(incident.subject));
      return finding === undefined
        ? { kind: "healthy", reason: "well", evidence: [] }
        : { kind: "finding", finding };
    },
  };
  return {
    diagnosis,
    propose(object: ObjectRef, repair: Pick<Repair, "type" | "parameters"> & { isExclusive: boolean }) {
      const finding = findingOf(object, { repair: { ...repair, target: object } as Repair });
      findings.set(key(object), finding);
    },
    find: (object: ObjectRef, finding: Finding) => findings.set(key(object), finding),
  };
}
