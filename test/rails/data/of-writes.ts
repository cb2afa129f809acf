import { edit, type Rail } from "../rail.ts";

const WRITES = "test/rails/forbidden-writes.test.ts";
const ASKED = "test/rails/asked-writes.test.ts";
const HELD = "test/rails/held-writes.test.ts";

/** A rail of the road to the cluster: its situation's name, and the namespace in which the write must appear. */
function ofWrites(
  name: string,
  {
    threat,
    situation,
    namespace,
    edits,
    file = WRITES,
  }: Pick<Rail, "threat" | "edits"> & Record<"situation" | "namespace", string> & { file?: string },
): Rail {
  const test = { file, name: situation };
  return { name, threat, edits, test, says: `patch deployments.apps ${namespace}/web` };
}

export const OF_WRITES: readonly Rail[] = [
  ofWrites("protected-namespace", {
    threat: "a repair breaks the control plane",
    situation: "in the control plane's namespace",
    namespace: "kube-system",
    edits: [
      edit("src/remediation/rails/protected-namespace.ts", "return found === undefined", "return true"),
    ],
  }),
  ofWrites("own-namespace", {
    threat: "a repair breaks the service, and nobody is left to put it back",
    situation: "in the service's own namespace",
    namespace: "home",
    edits: [edit("src/remediation/rails/own-namespace.ts", 'input.ownNamespace !== "" &&', "false &&")],
  }),
  ofWrites("autonomy", {
    threat: "a team's wish to be left alone is overruled",
    situation: "where the workload only lets it observe",
    namespace: "watched",
    edits: [
      edit(
        "src/remediation/rails/autonomy.ts",
        'const stricter = stricterAutonomy(result.autonomy, known ?? "observe");',
        "const stricter = result.autonomy;",
      ),
    ],
  }),
  ofWrites("autonomy-approve", {
    threat: "a change that a team wants to be asked about is made unasked",
    situation: "where the workload wants to be asked",
    namespace: "asking",
    edits: [
      edit(
        "src/remediation/policy/judge.ts",
        'if (answer.verdict !== "auto" || autonomy !== "approve") return undefined;',
        "if (from !== undefined) return undefined;",
      ),
      edit(
        "src/remediation/steps/hands-off-now.ts",
        '(autonomy === "approve" && verdict === "auto");',
        "false;",
      ),
    ],
  }),
  ofWrites("pause-until", {
    threat: "a change is made in the middle of somebody's work",
    situation: "while the workload is paused",
    namespace: "paused",
    edits: [edit("src/remediation/rails/pause-until.ts", "if (until <= now ||", "if (until > now ||")],
  }),
  ofWrites("ownership", {
    threat: "a change is fought over with what manages the object",
    situation: "where GitOps would set it back",
    namespace: "deployed",
    edits: [
      edit(
        "src/remediation/facts/read-target.ts",
        "return target.owner ?? fieldOwner(target.object, actions, target.autoscalers) ?? null;",
        "return null;",
      ),
    ],
  }),
  ofWrites("denying-rule", {
    threat: "what the operators forbid is done",
    situation: "where a rule denies it",
    namespace: "frozen",
    edits: [
      edit(
        "src/remediation/policy/ask-rules.ts",
        'verdict: rule.verdict === "observe" ? "auto" : rule.verdict,',
        'verdict: "auto",',
      ),
    ],
  }),
  ofWrites("observing-rule", {
    threat: "what is only to be seen is done",
    situation: "where a rule only observes",
    namespace: "seen",
    edits: [
      edit(
        "src/remediation/policy/judge.ts",
        "observedBy === undefined ? autonomy :",
        "observedBy !== null ? autonomy :",
      ),
    ],
  }),
  ofWrites("broken-rule", {
    threat: "a rule with a mistake in it opens the door",
    situation: "where a rule cannot be worked out",
    namespace: "broken",
    edits: [
      edit(
        "src/remediation/policy/ask-rules.ts",
        "if (result instanceof Error)\n      return",
        "if (result === null)\n      return",
      ),
    ],
  }),
  ofWrites("bounds", {
    threat: "a limit is raised without end",
    situation: "beyond the bounds of its rule",
    namespace: "bounded",
    edits: [edit("src/remediation/policy/ask-rules.ts", "if (beyond !== undefined)", "if (beyond === null)")],
  }),
  ofWrites("approval", {
    threat: "a change that somebody must agree to is made before they did",
    situation: "before anybody agreed",
    namespace: "asked",
    edits: [
      edit(
        "src/domain/transition.ts",
        'if (event.plan.verdict === "auto") return to',
        "if (event.plan.verdict !== null) return to",
      ),
    ],
  }),
  ofWrites("digest", {
    threat: "a yes to one plan carries another one",
    situation: "after a yes to another plan",
    namespace: "forged",
    edits: [edit("src/remediation/approvals.ts", '      .where("plan_digest", "=", digest)\n', "")],
  }),
  ofWrites("expiry", {
    threat: "a yes from yesterday changes what is there today",
    situation: "after a yes that came too late",
    namespace: "late",
    edits: [
      edit(
        "src/remediation/decisions.ts",
        '(approval.state === "pending" && now >= approval.expiresAt)',
        "false",
      ),
    ],
  }),
  ofWrites("two-people", {
    threat: "one person stands for two",
    situation: "after one person's second yes of two",
    namespace: "two",
    edits: [
      edit(
        "src/remediation/settle-approval.ts",
        "if (approval.first.person === personOf(request))",
        "if (approval.first.person === null)",
      ),
    ],
  }),
  ofWrites("tests-of-the-patch", {
    threat: "somebody else's change is overwritten",
    situation: "over what was changed meanwhile",
    namespace: "moved",
    edits: [
      edit(
        "src/remediation/steps/write-patch.ts",
        "const patch = [...freshTests(object, action.patch), ...action.patch];",
        'const patch = action.patch.filter(({ op }) => op !== "test");',
      ),
    ],
  }),
  ofWrites("open-breaker", {
    threat: "a bad day is made worse, one change after the other",
    file: HELD,
    situation: "while a breaker is open",
    namespace: "stormy",
    edits: [
      edit(
        "src/remediation/breakers/breaker-rows.ts",
        "return rows.map(recordOf);",
        "return rows.slice(rows.length).map(recordOf);",
      ),
    ],
  }),
  ofWrites("oscillation", {
    threat: "a field is set back and forth without end",
    file: HELD,
    situation: "in a field that goes back and forth",
    namespace: "tugged",
    edits: [
      edit(
        "src/remediation/breakers/hold-change.ts",
        "[...targets].some((target) => scope",
        "[].some((target) => scope",
      ),
    ],
  }),
  ofWrites("changes-in-hour", {
    threat: "a mistake is repeated all over the cluster within minutes",
    file: HELD,
    situation: "past the changes of an hour",
    namespace: "hasty",
    edits: [
      edit("src/remediation/breakers/in-flight.ts", "if (inHour >= blast.mostInHour)", "if (inHour < 0)"),
    ],
  }),
  ofWrites("share-of-workloads", {
    threat: "half of what a team runs is changed at the same time",
    file: HELD,
    situation: "past the share of a namespace's workloads",
    namespace: "shared",
    edits: [
      edit(
        "src/remediation/breakers/in-flight.ts",
        "if (share !== null && inNamespace >= share)",
        "if (share !== null && inNamespace < 0)",
      ),
    ],
  }),
  ofWrites("failure-domain", {
    threat: "what stands in for each other is changed at the same time",
    file: HELD,
    situation: "behind a Service of which another workload changes",
    namespace: "behind",
    edits: [
      edit(
        "src/remediation/breakers/hold-change.ts",
        "const keys = [...targetKeys, ...domainKeys];",
        "const keys = [...targetKeys];",
      ),
    ],
  }),
  ofWrites("failure-rate", {
    threat: "what does not help is done again and again all over the cluster",
    file: HELD,
    situation: "while too many of our own changes fail",
    namespace: "failing",
    edits: [
      edit(
        "src/remediation/breakers/hold-change.ts",
        "(reason === undefined ? []",
        '(reason === undefined || breaker === "failure-rate" ? []',
      ),
    ],
  }),
  ofWrites("api-pressure", {
    threat: "an API server that is down under its load is asked for more",
    file: HELD,
    situation: "while the API server is pressed",
    namespace: "pressed",
    edits: [
      edit(
        "src/remediation/breakers/hold-change.ts",
        "(reason === undefined ? []",
        '(reason === undefined || breaker === "api-server" ? []',
      ),
    ],
  }),
  ofWrites("disruption", {
    threat: "a repair takes down what serves",
    file: ASKED,
    situation: "where it would take down the last ready replica of a Service",
    namespace: "serving",
    edits: [
      edit(
        "src/remediation/policy/narrow.ts",
        "return disruption == null",
        "return disruption !== undefined",
      ),
    ],
  }),
  ofWrites("changes-in-namespace", {
    threat: "all that a team runs is changed at the same time",
    file: HELD,
    situation: "past the changes of a namespace",
    namespace: "crowded",
    edits: [
      edit(
        "src/remediation/breakers/in-flight.ts",
        "if (inNamespace >= blast.mostInNamespace)",
        "if (inNamespace < 0)",
      ),
    ],
  }),
];
