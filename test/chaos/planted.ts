import type { Edit } from "../support/altered-copy.ts";
import type { RuleName } from "./checker/check.ts";

/** A bug that a build could have, and what must find it. */
export interface Planted {
  edits: readonly Edit[];
  rule: RuleName;
  /** Of which problems it shows; absent: of any. */
  shapes?: readonly string[];
}

/** Is put back, and is with a person in the end. */
const WITH_A_PERSON = ["more-memory-makes-it-worse"];

/** What the service's process needs of the project. */
export const PARTS = ["src", "test", "docs", "charts", "package.json"] as const;

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
    rule: "no acknowledged alert is lost",
  },
  "doubled-patch": {
    edits: [
      {
        file: "src/remediation/steps/write-patch.ts",
        from: "deps.writer.patch({ ...request, dryRun: false }, run.signal),",
        to: `${WITHOUT_TESTS}.then(() => ${WITHOUT_TESTS}),`,
      },
    ],
    rule: "each attempt is applied once at most",
  },
  "skipped-verification": {
    edits: [
      {
        file: "src/remediation/steps/verify.ts",
        from: "const result = prove(proveInput);",
        to: 'const result = { kind: "held", proof: "full", reason: "it was written" } as ProofResult;',
      },
    ],
    rule: "no fix counts unverified",
  },
  "rollback-left-out": {
    edits: [
      {
        file: "src/remediation/steps/put-back.ts",
        from: `await deps.effects.run("return.patch", () =>
      deps.writer.patch({ ...request, dryRun: false }, run.signal),
    )`,
        to: "object",
      },
      {
        file: "src/remediation/steps/put-back.ts",
        from: "!config.earlier || !holdsValues(object, mainAction(attempt.plan).inverse)",
        to: "!config.earlier",
      },
    ],
    rule: "every rollback is complete",
    shapes: WITH_A_PERSON,
  },
  "more-than-planned": {
    edits: [
      {
        file: "src/remediation/steps/write-patch.ts",
        from: "deps.writer.patch({ ...request, dryRun: false }, run.signal),",
        to: `deps.writer.patch(
        { ...request, patch: [...patch, { op: "add", path: "/metadata/labels", value: { more: "yes" } }], dryRun: false },
        run.signal,
      ),`,
      },
    ],
    rule: "no write is out of policy",
  },
  "two-incidents": {
    edits: [
      {
        file: "src/incidents/join-or-open.ts",
        from: "const incident = await tx.open(",
        to: `const twice: typeof tx.open = async (...given) => (await tx.open(...given)) && tx.open(...given);
    const incident = await twice(`,
      },
      // The database and whoever gives an incident its cause would each hold it back.
      {
        file: "src/incidents/open-incident.ts",
        from: 'import { appendAudit } from "./audit.ts";',
        to: 'import { sql } from "kysely";\nimport { appendAudit } from "./audit.ts";',
      },
      {
        file: "src/incidents/open-incident.ts",
        from: "const inserted = await trx",
        to: "await sql`drop index if exists incidents_identity`.execute(trx);\n  const inserted = await trx",
      },
      {
        file: "src/incidents/settle-identity.ts",
        from: 'if (twin === undefined) return { kind: "free" };',
        to: 'if (twin === undefined || twin.id !== incident.id) return { kind: "free" };',
      },
    ],
    rule: "one problem has one open incident at most",
    shapes: WITH_A_PERSON,
  },
  "audit-row-changed": {
    edits: [
      {
        file: "src/incidents/audit.ts",
        from: "const values = { ...row, hash, step: entry.step ?? null };",
        to: 'const values = { ...row, hash, text: row.text.replace("failed", "went well"), step: entry.step ?? null };',
      },
    ],
    rule: "every audit chain is whole",
    shapes: WITH_A_PERSON,
  },
};
