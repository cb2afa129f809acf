const NAMES: Record<string, string> = {
  supervisor: "Supervisor",
  researcher: "Researcher",
  coder: "Coder",
  "autofix-k8s": "AutoFixK8s",
  "human-help": "HumanHelp",
};

/** An agent's name, as it stands in every language. */
export function agentName(agent: string): string {
  return Object.hasOwn(NAMES, agent) ? (NAMES[agent] ?? agent) : agent;
}

const OF_PEOPLE: ReadonlySet<string> = new Set([
  "approved",
  "rejected",
  "not-now",
  "taken-over",
  "paused",
  "answered",
  "hinted",
]);

/** Whether an entry of the timeline tells of what a person did. */
export function isOfPerson(kind: string): boolean {
  return OF_PEOPLE.has(kind);
}
