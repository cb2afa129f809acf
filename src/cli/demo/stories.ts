import { classic } from "../../simulation/scenarios/classic.ts";
import { DEMO_SCENARIOS } from "../../simulation/scenarios/demo-scenarios.ts";
import type { Scenario } from "../../simulation/scenarios/scenario.ts";
import type { IncidentJson } from "./service-client.ts";
import type { Story } from "./story.ts";

/** A scenario of the simulated cluster, told as a story: the title with its number, and what the end must be. */
export interface SimulatedStory extends Omit<Story, "begin"> {
  scenario: Scenario;
}

export function isFixedInOneStep({ status, outcome, attempts }: IncidentJson): boolean {
  return (
    status === "closed" && outcome === "fixed" && attempts.length === 1 && attempts[0]?.result === "verified"
  );
}

export const ENDINGS: Record<Scenario["ending"], Story["expected"]> = {
  fixed: { text: "repaired in one step, proven", holds: isFixedInOneStep },
  "fixed-after-approval": {
    text: "approved by a person, repaired, proven",
    holds: (incident) => isFixedInOneStep(incident) && incident.approval?.state === "approved",
  },
  "rolled-back": {
    text: "put back, then handed to a person",
    holds: ({ status, attempts }) =>
      status === "needs-person" && attempts.some(({ result }) => result === "rolled-back"),
  },
  "needs-person": {
    text: "handed to a person",
    holds: ({ status, handover }) => status === "needs-person" && handover !== null,
  },
};

export const STORIES: readonly SimulatedStory[] = DEMO_SCENARIOS.map((scenario, index) => ({
  name: scenario.name,
  title: `${index + 1} of ${DEMO_SCENARIOS.length}  ${scenario.title}`,
  namespace: scenario.subject.namespace,
  expected: ENDINGS[scenario.ending],
  scenario,
}));

/** The classic, for any cluster: the same manifest in a namespace of the caller's choice. */
export function classicManifest(namespace: string) {
  const [manifest] = classic.manifests;
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    ...manifest,
    metadata: { name: classic.subject.name, namespace },
  };
}
