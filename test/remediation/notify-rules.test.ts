import { afterEach, expect, test } from "vitest";
import type { Notification } from "../../src/domain/notification.ts";
import { loadPolicyFile } from "../../src/remediation/policy/load-policy.ts";
import type { NotifyFacts } from "../../src/remediation/policy/notify-facts.ts";
import { routeFor } from "../../src/remediation/policy/route-notification.ts";
import { type Road, startRoad } from "./support/road.ts";
import { killed, plainDeployment } from "./support/workloads.ts";

const HEAD = "apiVersion: kube-autofix.io/v1\nkind: Policy\n";
const RULES = `
notify:
  - {name: broken, when: 'signal.labels["team"] == "web"', chat: oc_broken}
  - {name: risky, when: 'risk.level == "high"', chat: oc_risky}
  - {name: pages, when: 'signal.severity == "critical" && namespace.name.startsWith("pay")', chat: oc_pay, mention: [ou_ada]}
  - {name: memory, when: 'finding.cause == "memory-limit-too-low" && action.type == "SetMemoryLimit"', bots: [extra]}
`;
const { notify } = loadPolicyFile(HEAD + RULES);

function factsOf(change: (facts: NotifyFacts) => void = () => {}): NotifyFacts {
  const ref = { apiVersion: "apps/v1", kind: "Deployment", namespace: "shop", name: "web" };
  const facts: NotifyFacts = {
    signal: { source: "alertmanager", symptom: "oom-killed", severity: "", labels: { team: "none" } },
    finding: { cause: "bad-release", confidence: 0.9, ruledOut: [] },
    subject: ref,
    workload: ref,
    namespace: { name: "shop" },
    action: { type: "" },
    risk: { level: "", reasons: [] },
    history: { attempts: 0, failed: 0 },
    now: new Date("2026-01-01T00:00:00Z"),
  };
  change(facts);
  return facts;
}

test.each<[string, (facts: NotifyFacts) => void, string | null]>([
  ["no rule", () => {}, null],
  ["the risk", (facts) => (facts.risk.level = "high"), "risky"],
  ["severity and namespace", (facts) => critical(facts, "payments"), "pages"],
  ["severity alone", (facts) => critical(facts, "shop"), null],
  [
    "cause and action",
    (facts) => ([facts.finding.cause, facts.action.type] = ["memory-limit-too-low", "SetMemoryLimit"]),
    "memory",
  ],
  ["the first of two", (facts) => critical(facts, "pay", "high"), "risky"],
])("%s decides", (_name, change, rule) => {
  const route = routeFor(notify, factsOf(change), (name) => expect.fail(name));
  expect(route.rule).toBe(rule);
  if (rule === null) expect(route).toMatchObject({ chat: null, mention: [], bots: null, timeZone: null });
});

function critical(facts: NotifyFacts, namespace: string, risk = ""): void {
  facts.risk.level = risk;
  facts.signal.severity = "critical";
  facts.namespace.name = namespace;
}

test("a rule that cannot be worked out is named and passed over, and the next one decides", () => {
  const faults: string[] = [];
  const facts = factsOf((one) => {
    one.signal.labels = {};
    one.risk.level = "high";
  });
  expect(routeFor(notify, facts, (rule) => faults.push(rule)).rule).toBe("risky");
  expect(faults).toEqual(["broken"]);
});

let road: Road | undefined;
afterEach(async () => {
  await road?.stop();
  road = undefined;
});

test("each notification carries the route of its moment, from the incident's own rows", async () => {
  const policy = loadPolicyFile(`${HEAD}
rules: [{name: ask, when: true, verdict: approve, reason: so}]
notify:
  - {name: planned, when: 'action.type == "SetMemoryLimit"', chat: oc_planned, mention: [ou_ada], timeZone: Asia/Shanghai}
  - {name: all, when: true, chat: oc_all}
`);
  const started = await startRoad({ policy });
  road = started;
  started.cluster.behave({ match: { workload: "web" }, behaviour: { kind: "needs-memory", mebibytes: 150 } });
  const { id } = await started.open(await killed(started, plainDeployment("web")));
  await started.drive(id, ({ status }) => status === "awaiting-approval");
  const rows = await started.db.selectFrom("outbox").select("notification").orderBy("sequence").execute();
  const routes = rows.map(({ notification }) => [notification.change, routeOf(notification)]);
  expect(routes).toEqual([
    ["opened", { rule: "all", chat: "oc_all", mention: [], timeZone: null }],
    [
      "approval-needed",
      { rule: "planned", chat: "oc_planned", mention: ["ou_ada"], timeZone: "Asia/Shanghai" },
    ],
  ]);
});

function routeOf({ route }: Notification) {
  if (!route) throw new Error("there is no route");
  const { rule, chat, mention, timeZone } = route;
  return { rule, chat, mention, timeZone };
}
