import type { BehaviourRule } from "../../simulation/kubelet/behaviour.ts";
import type { IncidentJson } from "./service-client.ts";
import type { Story } from "./story.ts";

/** A story on the simulated cluster: what is deployed, how it behaves, and how the incident must end. */
export interface SimulatedStory extends Omit<Story, "begin"> {
  objects: object[];
  behaviours: BehaviourRule[];
}

interface DeploymentOptions {
  name: string;
  namespace: string;
  image: string;
  command?: string[];
  args?: string[];
  env?: { name: string; value: string }[];
  limit: string;
  request: string;
  labels?: Record<string, string>;
}

function deployment(options: DeploymentOptions): object {
  const { name, namespace, image, command, args, env, limit, request } = options;
  const labels = { app: name };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace, labels: { ...labels, ...options.labels } },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          containers: [
            {
              name,
              image,
              ...(command && { command }),
              ...(args && { args }),
              ...(env && { env }),
              resources: { requests: { memory: request }, limits: { memory: limit } },
            },
          ],
        },
      },
    },
  };
}

/** The classic: 200M are wanted under a limit of 100Mi. */
export function classicManifest(namespace: string) {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    ...deployment({
      name: "stress",
      namespace,
      image: "polinux/stress",
      command: ["stress"],
      args: ["--vm", "1", "--vm-bytes", "200M", "--vm-hang", "1"],
      limit: "100Mi",
      request: "50Mi",
    }),
  };
}

export function isFixedInOneStep({ status, outcome, attempts }: IncidentJson): boolean {
  return (
    status === "closed" && outcome === "fixed" && attempts.length === 1 && attempts[0]?.result === "verified"
  );
}

export const STORIES: readonly SimulatedStory[] = [
  {
    name: "classic",
    title: "1 of 4  The classic: stress wants 200M under a limit of 100Mi",
    namespace: "shop",
    objects: [classicManifest("shop")],
    behaviours: [],
    expected: { text: "repaired in one step, proven", holds: isFixedInOneStep },
  },
  {
    name: "approval",
    title: "2 of 4  A workload whose label says: ask first",
    namespace: "billing",
    objects: [
      deployment({
        name: "ledger",
        namespace: "billing",
        image: "registry.example/ledger:4.2",
        args: ["--serve"],
        env: [{ name: "NODE_OPTIONS", value: "--max-old-space-size=384" }],
        limit: "256Mi",
        request: "256Mi",
        labels: { "kube-autofix.io/autonomy": "approve" },
      }),
    ],
    behaviours: [
      {
        match: { namespace: "billing", memoryLimitBelowMebibytes: 400 },
        behaviour: { kind: "needs-memory", mebibytes: 400, afterMs: 4000, killed: "main" },
      },
    ],
    expected: {
      text: "approved by a person, repaired, proven",
      holds: (incident) => isFixedInOneStep(incident) && incident.approval?.state === "approved",
    },
  },
  {
    name: "rolled-back",
    title: "3 of 4  A repair that does not hold: with more memory the program ends at once",
    namespace: "search",
    objects: [
      deployment({
        name: "indexer",
        namespace: "search",
        image: "registry.example/indexer:1.9",
        args: ["--serve"],
        limit: "200Mi",
        request: "100Mi",
      }),
    ],
    behaviours: [
      {
        match: { namespace: "search", memoryLimitBelowMebibytes: 201 },
        behaviour: { kind: "needs-memory", mebibytes: 300, afterMs: 20_000, killed: "main" },
      },
      {
        match: { namespace: "search", memoryLimitAtLeastMebibytes: 201 },
        behaviour: {
          kind: "crashes",
          afterMs: 1000,
          exitCode: 1,
          log: ["cache size 256Mi is not a power of two of 200Mi"],
        },
      },
    ],
    expected: {
      text: "put back and handed to a person",
      holds: ({ status, attempts }) =>
        status === "needs-person" && attempts.some(({ result }) => result === "rolled-back"),
    },
  },
  {
    name: "person",
    title: "4 of 4  A Java heap that grows with the limit: more memory alone mends nothing",
    namespace: "reports",
    objects: [
      deployment({
        name: "renderer",
        namespace: "reports",
        image: "registry.example/renderer:7",
        env: [{ name: "JAVA_TOOL_OPTIONS", value: "-XX:MaxRAMPercentage=95" }],
        limit: "512Mi",
        request: "512Mi",
      }),
    ],
    behaviours: [
      {
        match: { namespace: "reports" },
        behaviour: { kind: "leaks", baseMebibytes: 200, mebibytesPerSecond: 40, killed: "main" },
      },
    ],
    expected: {
      text: "handed to a person, with nothing changed",
      holds: ({ status, attempts, handover }) =>
        status === "needs-person" && attempts.length === 0 && handover !== null,
    },
  },
];
