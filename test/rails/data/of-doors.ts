import { edit, type Rail } from "../rail.ts";

const REFUSALS = "test/guard/refusals.test.ts";
const ENVELOPE = "test/notify/feishu/callback/open-envelope.test.ts";

export const OF_DOORS: readonly Rail[] = [
  {
    name: "guard-approval",
    threat: "a bug in the service writes what nobody allowed",
    edits: [
      edit("src/guard/ledger-attempt.ts", 'if (plan.verdict !== "auto" &&', "if (plan.verdict === null &&"),
    ],
    test: { file: REFUSALS, name: "not-approved" },
    says: "isAdmitted",
  },
  {
    name: "guard-digest",
    threat: "a plan is changed in the database after it was judged",
    edits: [
      edit(
        "src/guard/ledger-attempt.ts",
        "if (digest !== row.planDigest || digestOf(content) !== row.planDigest) return undefined;",
        "if (digest === null && digestOf(content) === null) return undefined;",
      ),
    ],
    test: { file: REFUSALS, name: "digest" },
    says: "digest",
  },
  {
    name: "guard-values",
    threat: "more is written than was planned",
    edits: [
      edit(
        "src/guard/writes/field-write.ts",
        "return difference === undefined",
        "return difference !== null",
      ),
    ],
    test: { file: REFUSALS, name: "other-change" },
    says: "isAdmitted",
  },
  {
    name: "guard-outer-bounds",
    threat: "a plan gives a pod rights on its node",
    edits: [
      edit(
        "src/guard/review.ts",
        "if (touched !== undefined) return refused",
        "if (touched === null) return refused",
      ),
    ],
    test: { file: REFUSALS, name: "outside-bounds: also where the plan itself asks for it" },
    says: "isAdmitted",
  },
  {
    name: "stop-writer",
    threat: "a step that began before a stop writes after it",
    edits: [
      edit(
        "src/remediation/stop/stoppable-writer.ts",
        "if (stop === undefined) return write();",
        "if (stop !== null) return write();",
      ),
    ],
    test: { file: "test/remediation/stop.test.ts", name: "the writer itself lets nothing through" },
    says: "patch deployments.apps shop/web",
  },
  {
    name: "dry-run-connection",
    threat: "a service that is to write nothing writes, through a mistake in a step",
    edits: [
      edit(
        "src/kubernetes/live-cluster-writer.ts",
        "options.isDryRun === true ? onlyDryRuns(live) : live",
        "options.isDryRun === undefined ? onlyDryRuns(live) : live",
      ),
    ],
    test: { file: "test/remediation/dry-run.test.ts", name: "the connection lets nothing out" },
    says: "deployments.apps WRITE 200",
  },
  {
    name: "callback-signature",
    threat: "a decision is forged at the callback door",
    edits: [
      edit(
        "src/notify/feishu/callback/open-envelope.ts",
        "if (!isSameSecret(signature, signatureOf(request.rawBody, { timestamp, nonce, encryptKey })))",
        'if (signature === "")',
      ),
    ],
    test: { file: ENVELOPE, name: "wrong-signature" },
    says: "kind: 'event'",
  },
  {
    name: "callback-freshness",
    threat: "a callback that was overheard is sent again later",
    edits: [
      edit(
        "src/notify/feishu/callback/open-envelope.ts",
        "if (!(Math.abs(now.getTime() - signedMs) <= FRESH_MS))",
        "if (signedMs === null)",
      ),
    ],
    test: { file: ENVELOPE, name: "stale" },
    says: "stale",
  },
  {
    name: "callback-nonce",
    threat: "a callback that was overheard is sent again at once, to another replica",
    edits: [
      edit(
        "src/notify/feishu/callback/seen.ts",
        "if (nonce !== undefined && !isNew(nonce))",
        "if (nonce !== undefined && isNew(callback.eventId))",
      ),
    ],
    test: {
      file: "test/http/feishu-callback.test.ts",
      name: "a nonce that was overheard works on no replica a second time",
    },
    says: "403",
  },
  {
    name: "session-signature",
    threat: "a session is made up",
    edits: [
      edit(
        "src/http/middleware/session.ts",
        '=> isSameSecret(signature, signed(one, "session", content)));',
        '=> signed(one, "session", content) !== signature || true);',
      ),
    ],
    test: { file: "test/http/sign-in.test.ts", name: "accepts no cookie that was changed" },
    says: "401",
  },
  {
    name: "redaction",
    threat: "a secret in a log reaches cards, models and pages",
    edits: [
      edit(
        "src/core/redact.ts",
        "let result = cleanText(text);",
        'let result = text; if (result !== "") return result;',
      ),
    ],
    test: { file: "test/core/redact.test.ts", name: "redact" },
    says: "expected",
  },
  {
    name: "invisible-characters",
    threat: "text that nobody sees is obeyed by a model or a terminal",
    edits: [edit("src/core/clean-text.ts", '.replace(INVISIBLE, "")', "")],
    test: { file: "test/core/clean-text.test.ts", name: "cleanText" },
    says: "expected",
  },
  {
    name: "allowed-hosts",
    threat: "an alert's link makes the service fetch an address of its own network",
    edits: [
      edit("src/search/allowed-host.ts", 'return name !== "" && allowed', 'return name !== "" || allowed'),
    ],
    test: { file: "test/search/fetch-page.test.ts", name: "is not asked for at https://other.example/oom" },
    says: "refused",
  },
  {
    name: "audit-chain",
    threat: "what happened is rewritten afterwards",
    edits: [
      edit(
        "src/incidents/audit-chain.ts",
        "if (row.hash !== hashOfRow(row)) return",
        'if (row.hash === "") return',
      ),
    ],
    test: { file: "test/incidents/audit.test.ts", name: "shows which row was changed" },
    says: "fault",
  },
];
