import type { Edit } from "../support/altered-copy.ts";
import type { RuleName } from "./checker/check.ts";

/** A bug that a build could have, and what must find it. */
export interface Planted {
  edits: readonly Edit[];
  /** Any of these. */
  rules: readonly RuleName[];
}

/** What the service's process needs of the project. */
export const PARTS = ["src", "test", "docs", "package.json"] as const;

const WITHOUT_TESTS = `deps.writer.patch(
        { ...request, patch: patch.filter(({ op }) => op !== "test"), dryRun: false }, run.signal)`;

export const PLANTED: Readonly<Record<string, Planted>> = {
  "lost-alert": {
    edits: [
      {
        file: "src/incidents/ingest.ts",
        from: "await payloads.add(payloadOf(deps, payload))",
        to: "await payloads.add(payloadOf(deps, payload)).catch(() => 0)",
      },
    ],
    rules: ["no acknowledged alert is lost"],
  },
  "doubled-patch": {
    edits: [
      {
        file: "src/remediation/steps/write-patch.ts",
        from: "deps.writer.patch({ ...request, dryRun: false }, run.signal),",
        to: `${WITHOUT_TESTS}.then(() => ${WITHOUT_TESTS}),`,
      },
    ],
    rules: ["each attempt is applied once at most"],
  },
  "skipped-verification": {
    edits: [
      {
        file: "src/remediation/steps/verify.ts",
        from: "const result = prove(proveInput);",
        to: 'const result = { kind: "held", proof: "full", reason: "it was written" } as ProofResult;',
      },
    ],
    // On a machine so slow that a soak is over before the next look, a fix that did not hold tells.
    rules: ["no fix counts unverified", "every incident ended rightly"],
  },
};
