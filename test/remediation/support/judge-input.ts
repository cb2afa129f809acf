import { setMemoryLimit } from "../../../src/remediation/actions/set-memory-limit.ts";
import type { JudgeInput } from "../../../src/remediation/rails/rail.ts";
import { memoryCase } from "./memory-case.ts";
import { plainDeployment } from "./workloads.ts";

const MI = 2 ** 20;

/** A raise of shop/web from 100Mi to 200Mi that nothing speaks against. */
export function judgeInputFor(): JudgeInput {
  const action = setMemoryLimit({
    object: plainDeployment("web", { uid: "u" }),
    memory: memoryCase(),
    target: { bytes: 200 * MI, basis: "test", basisKind: "doubled" },
    trail: { incidentId: "i", attemptNumber: 1 },
    longestRunSeconds: 1,
    settings: { verifySoakSeconds: 60, verifySoakMaxSeconds: 1800 },
  });
  if (action === undefined) throw new Error("no action");
  const ref = { apiVersion: "apps/v1", kind: "Deployment", namespace: "shop", name: "web" };
  const risk = { level: "low" as const, reasons: ["one"] };
  return {
    draft: { incidentId: "i", sentence: "s", risk, actions: [action], notes: [] },
    autonomy: "auto",
    repairDefault: null,
    isExclusive: false,
    paused: null,
    experience: null,
    isHinted: false,
    ownNamespace: "autofix",
    facts: {
      signal: { source: "pod-status", symptom: "oom-killed", severity: "", labels: {} },
      finding: { cause: "memory-limit-too-low", confidence: 0.9, ruledOut: [], foundBy: "signatures" },
      subject: ref,
      workload: { ...ref, labels: {}, annotations: {}, replicas: 1 },
      namespace: { name: "shop", labels: {}, annotations: {} },
      action: {
        type: "SetMemoryLimit",
        container: "web",
        basis: "doubled",
        fromLimitBytes: 100 * MI,
        toLimitBytes: 200 * MI,
        factor: 2,
        toRevision: 0,
      },
      risk,
      history: { attempts: 0, failed: 0, changes: 0 },
      now: new Date("2026-01-01T12:00:00Z"),
    },
    memory: { foreignLimitBytes: 100 * MI, isRepeated: true, raises: 0, growth: "unknown", noRoom: null },
  };
}
