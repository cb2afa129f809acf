import { describe, expect, it } from "vitest";
import type { KubernetesObject } from "../../src/kubernetes/cluster-reader.ts";
import { daemonSet, deployment, statefulSet } from "./manifests.ts";
import { condition, openSimulation, type Simulation } from "./open-simulation.ts";

const pod = (spec: object, namespace = "shop") => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "a", namespace },
  spec,
});
const main = (more: object = {}, name = "web") => ({ name, image: "app:1", ...more });
const sized = (limits: object, requests: object = {}) => ({ resources: { limits, requests } });
const namespaced = (kind: string, spec: object) => ({
  apiVersion: "v1",
  kind,
  metadata: { name: "compute", namespace: "shop" },
  spec,
});
const quota = (hard: object) => namespaced("ResourceQuota", { hard });
const secured = (level: string) => ({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name: "shop", labels: { "pod-security.kubernetes.io/enforce": level } },
});
const BOUNDS = namespaced("LimitRange", {
  limits: [
    {
      type: "Container",
      max: { cpu: "1", memory: "512Mi" },
      min: { memory: "64Mi" },
      maxLimitRequestRatio: { cpu: "2" },
    },
    { type: "Pod", max: { memory: "600Mi" } },
    { type: "PersistentVolumeClaim", max: { storage: "2Gi" } },
  ],
});
const refusal = async (simulation: Simulation, object: object) => {
  const error = await simulation.cluster.apply([object]).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof Error ? error.message : "";
};
const eventsOf = async ({ read }: Simulation, kind: string) =>
  (
    (await read("/api/v1/namespaces/shop/events")).items as (KubernetesObject & {
      involvedObject: { kind: string };
      reason: string;
      message: string;
      count: number;
    })[]
  ).filter(({ reason, involvedObject }) => reason === "FailedCreate" && involvedObject.kind === kind);

describe("a pod that is not admitted", () => {
  // Each text is what a real API server of 1.34 answered to the same pod.
  it.each([
    [
      "resources that a quota counts are left open",
      quota({ "limits.cpu": "2", "limits.memory": "1Gi", "requests.cpu": "1", "requests.memory": "512Mi" }),
      pod({ containers: [main(), main(sized({ cpu: 1 }), "side")], initContainers: [main({}, "ini")] }),
      'pods "a" is forbidden: failed quota: compute: must specify limits.cpu for: ini,web; limits.memory for: ini,side,web; requests.cpu for: ini,web; requests.memory for: ini,side,web',
    ],
    [
      "a quota is exceeded",
      quota({ "limits.cpu": "2", "limits.memory": "1Gi", "requests.cpu": "1", "requests.memory": "512Mi" }),
      pod({
        containers: [
          main(sized({ cpu: "1500m", memory: "2Gi" }, { cpu: "1500m", memory: "1Gi" })),
          main(sized({ cpu: 1, memory: "100M" }), "side"),
        ],
      }),
      'pods "a" is forbidden: exceeded quota: compute, requested: limits.cpu=2500m,limits.memory=2247483648,requests.cpu=2500m,requests.memory=1173741824, used: limits.cpu=0,limits.memory=0,requests.cpu=0,requests.memory=0, limited: limits.cpu=2,limits.memory=1Gi,requests.cpu=1,requests.memory=512Mi',
    ],
    [
      "several limits of a range are broken",
      BOUNDS,
      pod({
        containers: [
          main(sized({ cpu: 2, memory: "1Gi" }, { cpu: "100m", memory: "32Mi" })),
          main(sized({ cpu: "300m" }, { cpu: "100m" }), "side"),
        ],
      }),
      'pods "a" is forbidden: [minimum memory usage per Container is 64Mi, but request is 32Mi, maximum cpu usage per Container is 1, but limit is 2, maximum memory usage per Container is 512Mi, but limit is 1Gi, cpu max limit to request ratio per Container is 2, but provided ratio is 20.000000, cpu max limit to request ratio per Container is 2, but provided ratio is 3.000000, maximum memory usage per Pod is 600Mi, but limit is 1536Mi]',
    ],
    [
      "the defaults of a range exceed its bound for pods",
      BOUNDS,
      pod({ containers: [main(), main({}, "side")] }),
      'pods "a" is forbidden: maximum memory usage per Pod is 600Mi, but limit is 1Gi',
    ],
    [
      "its account is missing",
      secured("privileged"),
      pod({ serviceAccountName: "nope", containers: [main()] }),
      'pods "a" is forbidden: error looking up service account shop/nope: serviceaccount "nope" not found',
    ],
    [
      "its priority class is missing",
      secured("privileged"),
      pod({ priorityClassName: "nope", containers: [main()] }),
      'pods "a" is forbidden: no PriorityClass with name nope was found',
    ],
    [
      "it says nothing that the restricted standard asks for",
      secured("restricted"),
      pod({ containers: [main(), main({}, "side")] }),
      'pods "a" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false (containers "web", "side" must set securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (containers "web", "side" must set securityContext.capabilities.drop=["ALL"]), runAsNonRoot != true (pod or containers "web", "side" must set securityContext.runAsNonRoot=true), seccompProfile (pod or containers "web", "side" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")',
    ],
    [
      "it does all that the restricted standard forbids",
      secured("restricted"),
      pod({
        hostNetwork: true,
        securityContext: {
          runAsUser: 0,
          sysctls: [{ name: "kernel.msgmax", value: "1" }],
          seccompProfile: { type: "Unconfined" },
        },
        containers: [
          main({
            ports: [{ containerPort: 80, hostPort: 80 }],
            securityContext: {
              ...{ privileged: true, capabilities: { add: ["SYS_ADMIN", "NET_ADMIN"] } },
              seLinuxOptions: { type: "foo" },
            },
          }),
        ],
        volumes: [
          { name: "vv", hostPath: { path: "/x" } },
          { name: "nn", nfs: { server: "a", path: "/b" } },
        ],
      }),
      'pods "a" is forbidden: violates PodSecurity "restricted:latest": host namespaces (hostNetwork=true), hostPort (container "web" uses hostPort 80), privileged (container "web" must not set securityContext.privileged=true), seLinuxOptions (container "web" set forbidden securityContext.seLinuxOptions: type "foo"), forbidden sysctls (kernel.msgmax), allowPrivilegeEscalation != false (container "web" must set securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container "web" must set securityContext.capabilities.drop=["ALL"]; container "web" must not include "NET_ADMIN", "SYS_ADMIN" in securityContext.capabilities.add), restricted volume types (volumes "vv", "nn" use restricted volume types "hostPath", "nfs"), runAsNonRoot != true (pod or container "web" must set securityContext.runAsNonRoot=true), runAsUser=0 (pod must not set runAsUser=0), seccompProfile (pod must not set securityContext.seccompProfile.type to "Unconfined")',
    ],
    [
      "it takes ports of the host",
      secured("baseline"),
      pod({
        containers: [
          main({ ports: [80, 81].map((port) => ({ containerPort: port, hostPort: port })) }),
          main({ ports: [{ containerPort: 90, hostPort: 90 }] }, "w2"),
        ],
      }),
      'pods "a" is forbidden: violates PodSecurity "baseline:latest": hostPort (containers "web", "w2" use hostPorts 80, 81, 90)',
    ],
  ])("is told why: %s", async (_, rule, object, expected) => {
    const simulation = await openSimulation();
    await simulation.cluster.apply([rule]);
    expect(await refusal(simulation, object)).toBe(expected);
  });

  it("is missing for its ReplicaSet, its Deployment, StatefulSet and DaemonSet, which go on trying", async () => {
    const simulation = await openSimulation();
    await simulation.cluster.apply([
      quota({ pods: "0" }),
      ...[deployment("web"), statefulSet("db"), daemonSet("agent")],
    ]);
    simulation.clock.advance(600_000);
    expect(await simulation.pods()).toEqual([]);
    const why = "is forbidden: exceeded quota: compute, requested: pods=1, used: pods=0, limited: pods=0";
    const ofSet = await eventsOf(simulation, "ReplicaSet");
    expect(ofSet[0]?.message).toMatch(/^Error creating: pods "web-[a-z0-9]+-[a-z0-9]+" is forbidden/);
    expect(ofSet.some(({ message }) => message.startsWith("(combined from similar events): Error"))).toBe(
      true,
    );
    expect(ofSet.length).toBeLessThanOrEqual(10);
    const [ofStateful] = await eventsOf(simulation, "StatefulSet");
    expect(ofStateful?.message).toBe(`create Pod db-0 in StatefulSet db failed error: pods "db-0" ${why}`);
    expect((await eventsOf(simulation, "DaemonSet"))[0]?.message).toContain(why);
    const found = await simulation.read("/apis/apps/v1/namespaces/shop/deployments/web");
    expect(condition(found, "ReplicaFailure")).toMatchObject({ status: "True", reason: "FailedCreate" });
    await simulation.cluster.apply([quota({ pods: "10" })]);
    simulation.clock.advance(90_000);
    expect(await simulation.pods()).toHaveLength(3);
    const { status } = await simulation.read("/api/v1/namespaces/shop/resourcequotas/compute");
    expect(status).toEqual({ hard: { pods: "10" }, used: { pods: "3" } });
  });
});

describe("an admission webhook", () => {
  const configuration = {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "ValidatingWebhookConfiguration",
    metadata: { name: "policy" },
    webhooks: [
      {
        name: "check.policy.example.com",
        ...{ admissionReviewVersions: ["v1"], sideEffects: "None" },
        clientConfig: { service: { name: "judge", namespace: "policy", path: "/validate" } },
        rules: [{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"] }],
        namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "shop" } },
      },
    ],
  };
  const service = {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "judge", namespace: "policy" },
    spec: { selector: { app: "judge" }, ports: [{ port: 443 }] },
  };
  const server = { ...deployment("judge"), metadata: { name: "judge", namespace: "policy" } };
  const asked =
    'Internal error occurred: failed calling webhook "check.policy.example.com": failed to call webhook: Post "https://judge.policy.svc:443/validate?timeout=10s": ';

  it("refuses by its absence, and for its own reasons once it is there", async () => {
    const simulation = await openSimulation();
    const { cluster, clock } = simulation;
    const object = pod({ containers: [main()] });
    await cluster.apply([configuration]);
    expect(await refusal(simulation, object)).toBe(`${asked}service "judge" not found`);
    await cluster.apply([service]);
    expect(await refusal(simulation, object)).toMatch(
      /dial tcp 10\.96\.\d+\.\d+:443: connect: connection refused$/,
    );
    await cluster.apply([server]);
    clock.advance(10_000);
    cluster.webhook({ webhook: "check.policy.example.com", denies: "images come from our registry alone" });
    expect(await refusal(simulation, object)).toBe(
      'admission webhook "check.policy.example.com" denied the request: images come from our registry alone',
    );
    expect(await refusal(simulation, pod({ containers: [main()] }, "other"))).toBe("");
    cluster.webhook({ webhook: "check.policy.example.com" });
    expect(await refusal(simulation, object)).toBe("");
  });
});
