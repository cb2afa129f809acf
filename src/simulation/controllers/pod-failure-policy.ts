import type { Condition, Job, Pod } from "../store/objects.ts";

interface Rule {
  action: string;
  onExitCodes?: { containerName?: string; operator: string; values: number[] };
  onPodConditions?: { type: string; status?: string }[];
}

interface Outcome {
  action: "FailJob" | "Ignore" | "Count";
  message: string;
}

const rulesOf = ({ spec }: Job): Rule[] =>
  ((spec.podFailurePolicy as { rules?: Rule[] } | undefined)?.rules ?? []) as Rule[];

function exitMatch(rule: NonNullable<Rule["onExitCodes"]>, pod: Pod) {
  const ended = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
  return ended.find(({ name, state: { terminated } }) => {
    const isMeant = rule.containerName === undefined || rule.containerName === name;
    if (!isMeant || !terminated || terminated.exitCode === 0) return false;
    return rule.values.includes(terminated.exitCode) === (rule.operator === "In");
  });
}

const conditionMatch = (rule: NonNullable<Rule["onPodConditions"]>, pod: Pod): Condition | undefined =>
  (pod.status?.conditions ?? []).find((one) =>
    rule.some(({ type, status = "True" }) => one.type === type && one.status === status),
  );

/** What the first rule that matches makes of a failed pod. Source: pkg/controller/job/pod_failure_policy.go. */
export function policyOutcome(job: Job, pod: Pod): Outcome {
  const { namespace, name } = pod.metadata;
  for (const [index, rule] of rulesOf(job).entries()) {
    const action = rule.action === "FailJob" || rule.action === "Ignore" ? rule.action : "Count";
    const end = `matching ${rule.action} rule at index ${index}`;
    const container = rule.onExitCodes && exitMatch(rule.onExitCodes, pod);
    if (container) {
      const code = container.state.terminated?.exitCode;
      const what = `Container ${container.name} for pod ${namespace}/${name} failed with exit code ${code}`;
      return { action, message: `${what} ${end}` };
    }
    const condition = rule.onPodConditions && conditionMatch(rule.onPodConditions, pod);
    if (condition)
      return { action, message: `Pod ${namespace}/${name} has condition ${condition.type} ${end}` };
  }
  return { action: "Count", message: "" };
}
