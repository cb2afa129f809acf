/** Who took the step that an entry of the timeline tells of; absent where it is the service as a whole. */
export function takenBy(kind: string): "Researcher" | "AutoFixK8s" | "HumanHelp" | "person" | null {
  return Object.hasOwn(TAKEN_BY, kind) ? (TAKEN_BY[kind] ?? null) : null;
}

const TAKEN_BY: Record<string, ReturnType<typeof takenBy>> = {
  diagnosed: "Researcher",
  linked: "Researcher",
  "self-resolved": "Researcher",
  "fixed-through": "Researcher",
  planned: "AutoFixK8s",
  observed: "AutoFixK8s",
  "attempt-begun": "AutoFixK8s",
  "not-applied": "AutoFixK8s",
  applied: "AutoFixK8s",
  held: "AutoFixK8s",
  failed: "AutoFixK8s",
  superseded: "AutoFixK8s",
  returned: "AutoFixK8s",
  "return-failed": "AutoFixK8s",
  "handed-over": "HumanHelp",
  approved: "person",
  rejected: "person",
  "not-now": "person",
  "taken-over": "person",
  paused: "person",
};
