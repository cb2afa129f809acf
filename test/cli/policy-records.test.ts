import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { silentLogger } from "../../src/core/logger.ts";
import { sealPlan } from "../../src/domain/plan.ts";
import { judgeRecorded } from "../../src/remediation/policy/judge-recorded.ts";
import { loadPolicyFile } from "../../src/remediation/policy/load-policy.ts";
import { sendReviewIfDue } from "../../src/remediation/policy/review/review-schedule.ts";
import {
  because,
  finding,
  incidentRoom,
  openOne,
  podSignal,
  type Room,
} from "../incidents/incident-setup.ts";
import { judgeInputFor } from "../remediation/support/judge-input.ts";
import { runCli } from "./support/run-cli.ts";

const policyText = (rules: string) => `apiVersion: kube-autofix.io/v1\nkind: Policy\nrules:\n${rules}`;
const IN_FORCE =
  policyText(`  - {name: databases, when: 'workload.kind == "StatefulSet"', verdict: deny, reason: so}
  - {name: raises, when: 'action.type == "SetMemoryLimit"', verdict: auto, reason: Raises are safe}
`);
const STRICTER = policyText(
  `  - {name: all, when: true, verdict: approve, approvers: 2, reason: We want to see it}\n`,
);

let room: Room;
let folder: string;
let [planned, denied] = ["", ""];
let paths: Record<"inForce" | "stricter" | "bad", string>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "policy-records-"));
  const file = async (name: string, text: string) => {
    await writeFile(join(folder, name), text);
    return join(folder, name);
  };
  paths = {
    inForce: await file("in-force.yaml", IN_FORCE),
    stricter: await file("stricter.yaml", STRICTER),
    bad: await file("bad.yaml", `${STRICTER}rulez: []\n`),
  };
  room = await incidentRoom();
  planned = await openOne(room);
  await decide(planned, "memory-limit-too-low", () => {});
  denied = await openOne(room, podSignal({ key: "other", symptom: "image-not-pulled" }));
  await decide(denied, "image-not-found", (input) => (input.facts.workload.kind = "StatefulSet"));
});
afterAll(async () => {
  await room.database.drop();
  await rm(folder, { recursive: true, force: true });
});

/** What the road writes when the policy was asked. */
async function decide(
  id: string,
  cause: Parameters<typeof finding>[0],
  change: (input: ReturnType<typeof judgeInputFor>) => void,
): Promise<void> {
  const input = judgeInputFor();
  input.facts.now = room.clock.now();
  change(input);
  const { verdict, trace, record } = judgeRecorded(loadPolicyFile(IN_FORCE), input);
  const plan = sealPlan(input.draft, verdict);
  await room.store.withLock("finding.commit", id, async (tx) => {
    await tx.advance({ type: "diagnosed", finding: finding(cause) }, because("diagnosed"));
    if (verdict.verdict === "deny")
      await tx.advance(
        {
          type: "handed-over",
          handover: { sentence: verdict.reason, evidence: [], tried: [], nextSteps: [] } as never,
          quietAt: room.clock.now(),
        },
        { text: verdict.reason, input: { judge: record, verdict, trace }, output: {} },
      );
    else
      await tx.advance(
        { type: "planned", plan, approvalId: null, expiresAt: null },
        { text: plan.sentence, input: record, output: { plan, trace } },
      );
  });
}

const policy = (...args: string[]) =>
  runCli(["policy", ...args], {
    DATABASE_URL: room.database.url,
    WEBHOOK_TOKEN: "w".repeat(20),
    OPERATOR_TOKEN: "o".repeat(20),
    POLICY_FILE: paths.inForce,
  });
const DAYS = ["--days", "3650"];

test("explain says from the records which rule decided and what each looked at", async () => {
  const { code, out } = await policy("explain", planned);
  expect(code).toBe(0);
  expect(out).toContain("verdict: auto, by raises");
  expect(out).toContain(
    'no      databases: workload.kind == "StatefulSet"\n              workload.kind = "Deployment"',
  );
  const asJson = await policy("explain", denied, "-o", "json");
  expect(JSON.parse(asJson.out)).toMatchObject([
    {
      verdict: { verdict: "deny", rule: "databases" },
      trace: { rail: null },
      facts: { workload: { kind: "StatefulSet" } },
    },
  ]);
});

test("explain knows no incident of another id", async () => {
  expect(await policy("explain", "00000000-0000-4000-8000-000000000000")).toMatchObject({ code: 2, out: "" });
  expect((await policy("explain", "web")).err).toContain("web is no incident's id");
});

test("diff shows which verdicts would change, as a table and as JSON", async () => {
  const { code, out } = await policy("diff", paths.inForce, paths.stricter, ...DAYS);
  expect(code).toBe(1);
  expect(out).toContain("auto (raises)");
  expect(out).toContain("approve, 2 people (all)");
  expect(out).toContain("deny (databases)");
  expect(out).toContain("2 of 2 decisions would change");
  const asJson = await policy("diff", paths.inForce, paths.stricter, ...DAYS, "-o", "json");
  const { decisions, changed } = JSON.parse(asJson.out);
  expect(decisions).toBe(2);
  expect(changed).toContainEqual(
    expect.objectContaining({
      incident: planned,
      object: "Deployment/shop/web",
      action: "SetMemoryLimit",
      old: expect.objectContaining({ verdict: "auto", rule: "raises" }),
      new: expect.objectContaining({ verdict: "approve", rule: "all" }),
    }),
  );
});

test("diff of a policy with itself changes nothing, and one that is bad is no answer", async () => {
  const same = await policy("diff", paths.inForce, paths.inForce, ...DAYS);
  expect(same).toMatchObject({ code: 0, out: expect.stringContaining("0 of 2 decisions would change") });
  const bad = await policy("diff", paths.inForce, paths.bad, ...DAYS);
  expect(bad).toMatchObject({ code: 1, out: "" });
  expect(bad.err).toContain("bad.yaml:");
});

test("review says what each rule decided", async () => {
  const { code, out } = await policy("review", ...DAYS);
  expect(code).toBe(0);
  expect(out).toContain("2 decisions on 2 incidents");
  expect(out).toContain("databases: deny 1\n");
  expect(out).toContain("raises: auto 1\n");
});

test("a review is sent once a period, by one of several replicas, and again where nobody could be told", async () => {
  const { notify, rules } = loadPolicyFile(
    `${IN_FORCE}notify: [{name: platform, when: false, chat: oc_platform}]\n`,
  );
  const told: unknown[] = [];
  let isDown = false;
  const deps = {
    db: room.db,
    clock: room.clock,
    logger: silentLogger,
    policy: () => ({ rules, notify, review: { everyDays: 7, notify: "platform" } }),
    tell: async (report: unknown) => {
      if (isDown) throw new Error("the chat is down");
      return told.push(report) > 0;
    },
  };
  const { signal } = new AbortController();
  expect(await sendReviewIfDue(deps, signal)).toBe(false);
  room.clock.advance(7 * 24 * 3600);
  isDown = true;
  await expect(sendReviewIfDue(deps, signal)).rejects.toThrow("the chat is down");
  isDown = false;
  const both = await Promise.all([sendReviewIfDue(deps, signal), sendReviewIfDue(deps, signal)]);
  expect(both.filter(Boolean)).toHaveLength(1);
  expect(await sendReviewIfDue(deps, signal)).toBe(false);
  expect(told).toEqual([
    expect.objectContaining({ chat: "oc_platform", title: expect.stringContaining("2 decisions") }),
  ]);
});
