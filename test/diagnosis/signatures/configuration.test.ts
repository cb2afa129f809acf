import { describe, expect, it } from "vitest";
import type { KubernetesObject } from "../../../src/kubernetes/cluster-reader.ts";
import { lookAtObjects, objectsOf } from "../support/classic.ts";
import { findingOf } from "../support/investigate.ts";
import { configMap, waiting } from "../support/release-story.ts";
import {
  ago,
  backOff,
  container,
  deployment,
  event,
  type PodPlan,
  status,
  template,
  terminated,
} from "../support/workload.ts";

const waits = (reason: string, message = ""): PodPlan => ({
  created: 60,
  phase: "Pending",
  statuses: [status({ state: waiting(reason, message), lastState: {}, restartCount: 0 })],
});
const fromKey = (map: string, key: string) => ({
  env: [{ name: "A", valueFrom: { configMapKeyRef: { name: map, key } } }],
});
const fromSecret = (name: string, key = "password") => ({
  env: [{ name: "P", valueFrom: { secretKeyRef: { name, key } } }],
});
const crash: PodPlan = {
  statuses: [
    status({
      state: backOff,
      lastState: terminated({ reason: "Error", exitCode: 1, ran: 1 }),
      restartCount: 3,
    }),
  ],
};

interface Look {
  more: Record<string, unknown>;
  spec?: Record<string, unknown>;
  pod: PodPlan;
  objects?: KubernetesObject[];
  logs?: Record<string, string>;
  created?: number;
}
async function look({ more, spec = {}, pod, objects = [], logs = {}, created = 70 }: Look) {
  const plan = { spec: { containers: [{ ...container(), ...more }], ...spec }, pods: [pod] };
  const own = objectsOf(plan).map((object) =>
    object.kind === "ReplicaSet" || object.kind === "Deployment"
      ? { ...object, metadata: { ...object.metadata, creationTimestamp: ago(created) } }
      : object,
  );
  return findingOf(await lookAtObjects([...own, ...objects], { logs }, { openedAt: ago(100) }));
}
const other = (spec: Record<string, unknown>): KubernetesObject => {
  const made = deployment(template({ containers: [{ ...container(), ...spec }] }));
  return { ...made, metadata: { ...made.metadata, name: "other", uid: "uid-other" } };
};
const POINTER = "/containers/0/env/0/valueFrom/configMapKeyRef/name";

describe("a ConfigMap that is not there", () => {
  const missing = waits("CreateContainerConfigError", 'configmap "web-confg" not found');
  const asks = fromKey("web-confg", "rate");

  it("is the only near one that has the key", async () => {
    const finding = await look({
      more: asks,
      pod: missing,
      objects: [configMap("web-config", { rate: "1" }), configMap("web-confgs", { other: "1" })],
    });
    expect(finding).toMatchObject({
      cause: "config-missing",
      repair: {
        type: "SetReference",
        isExclusive: true,
        parameters: { of: "ConfigMap", part: "name", to: "web-config", changes: [{ pointer: POINTER }] },
      },
    });
  });

  it("is found through a volume whose mount fails", async () => {
    const finding = await look({
      more: {},
      spec: { volumes: [{ name: "v", configMap: { name: "web-fles" } }] },
      pod: waits("ContainerCreating"),
      objects: [
        configMap("web-files", { a: "1" }),
        event(
          { kind: "Pod", name: "web-a-1" },
          {
            reason: "FailedMount",
            message: 'MountVolume.SetUp failed for volume "v" : configmap "web-fles" not found',
            from: 100,
            to: 5,
          },
        ),
      ],
    }).catch((error: unknown) => error);
    expect(finding).toMatchObject({
      cause: "config-missing",
      repair: {
        isExclusive: true,
        parameters: { to: "web-files", changes: [{ pointer: "/volumes/0/configMap/name" }] },
      },
    });
  });

  it.each<[string, Look]>([
    ["nothing is near", { more: asks, pod: missing, objects: [configMap("rates", { rate: "1" })] }],
    [
      "two are near",
      {
        more: asks,
        pod: missing,
        objects: [configMap("web-config", { rate: "1" }), configMap("web-confgi", { rate: "1" })],
      },
    ],
    [
      "the near one lacks the key",
      { more: asks, pod: missing, objects: [configMap("web-config", { theme: "1" })] },
    ],
    [
      "the workload has run with that name",
      { more: asks, pod: missing, objects: [configMap("web-config", { rate: "1" })], created: 90_000 },
    ],
  ])("is a person's where %s", async (_name, plan) => {
    const finding = await look(plan);
    expect(finding).toMatchObject({ cause: "config-missing", repair: null });
    expect(finding.advice[0]?.command).toContain(
      "kubectl create configmap web-confg -n shop --from-literal=rate=VALUE",
    );
  });

  it("may be one that others read as well: then a person says so", async () => {
    const finding = await look({
      more: { envFrom: [{ configMapRef: { name: "web-confg" } }] },
      pod: missing,
      objects: [
        configMap("web-config", { rate: "1" }),
        other({ envFrom: [{ configMapRef: { name: "web-config" } }] }),
      ],
    });
    expect(finding.repair).toMatchObject({ type: "SetReference", isExclusive: false });
  });
});

describe("a key that is not there", () => {
  const pod = waits("CreateContainerConfigError", "couldn't find key cache_tll in ConfigMap shop/web-env");

  it("is the only near one", async () => {
    const finding = await look({
      more: fromKey("web-env", "cache_tll"),
      pod,
      objects: [configMap("web-env", { cache_ttl: "1", log: "x" })],
    });
    expect(finding).toMatchObject({
      cause: "config-key-missing",
      repair: { isExclusive: true, parameters: { part: "key", from: "cache_tll", to: "cache_ttl" } },
    });
  });

  it("is a person's where none is near, and an immutable one is said to be so", async () => {
    const finding = await look({
      more: fromKey("web-env", "cache_tll"),
      pod,
      objects: [configMap("web-env", { solver: "1" }, { immutable: true })],
    });
    expect(finding).toMatchObject({ cause: "config-key-missing", repair: null });
    expect(finding.advice[0]?.text).toContain("immutable");
  });
});

describe("a Secret", () => {
  const pod = waits("CreateContainerConfigError", 'secret "pg-credentals" not found');

  it("is proposed where another workload refers to the near name", async () => {
    const finding = await look({
      more: fromSecret("pg-credentals"),
      pod,
      objects: [other(fromSecret("pg-credentials"))],
    });
    expect(finding).toMatchObject({
      cause: "secret-missing",
      repair: {
        type: "SetReference",
        isExclusive: false,
        parameters: { of: "Secret", to: "pg-credentials" },
      },
    });
  });

  it("is a person's where no one else names a near one", async () => {
    expect(await look({ more: fromSecret("pg-credentals"), pod })).toMatchObject({
      cause: "secret-missing",
      repair: null,
    });
  });

  it("that lacks a key is told by what others take of it", async () => {
    const lacks = waits("CreateContainerConfigError", "couldn't find key pasword in Secret shop/pg");
    const finding = await look({
      more: fromSecret("pg", "pasword"),
      pod: lacks,
      objects: [other(fromSecret("pg"))],
    });
    expect(finding).toMatchObject({
      cause: "secret-key-missing",
      repair: { parameters: { part: "key", to: "password" } },
    });
  });
});

describe("what the program or the runtime says of its files and its user", () => {
  const mounted = { volumeMounts: [{ name: "conf", mountPath: "/etc/gatewy" }] };
  const volume = { volumes: [{ name: "conf", configMap: { name: "web-conf" } }] };
  const map = (changed?: number) =>
    configMap("web-conf", { "rules.yaml": "x" }, changed === undefined ? {} : { changed });

  it.each<[string, Look, object]>([
    [
      "a mount beside the path that is read",
      {
        more: mounted,
        spec: volume,
        pod: crash,
        objects: [map()],
        logs: { "web-a-1/web --previous": "open /etc/gateway/app.yaml: no such file or directory" },
      },
      { cause: "mount-path-wrong" },
    ],
    [
      "a folder in place of a file",
      {
        more: { volumeMounts: [{ name: "conf", mountPath: "/app/config.yaml" }] },
        spec: volume,
        pod: crash,
        objects: [map()],
        logs: { "web-a-1/web --previous": "read /app/config.yaml: is a directory" },
      },
      { cause: "mount-path-wrong" },
    ],
    [
      "a ConfigMap that was edited and is refused",
      {
        more: mounted,
        spec: volume,
        pod: crash,
        created: 4000,
        objects: [map(200)],
        logs: {
          "web-a-1/web --previous":
            "/etc/gatewy/rules.yaml:1: mapping values are not allowed in this context",
        },
      },
      { cause: "config-content-invalid", object: { kind: "ConfigMap", name: "web-conf" }, repair: null },
    ],
    [
      "a user that must not be root",
      {
        more: {},
        pod: waits(
          "CreateContainerConfigError",
          'container has runAsNonRoot and image will run as root (pod: "x", container: web)',
        ),
      },
      { cause: "user-not-allowed", repair: null },
    ],
  ])("%s", async (_name, plan, expected) => {
    expect(await look(plan)).toMatchObject(expected);
  });

  it("is not its configuration where a dependency is refused at a port", async () => {
    const finding = await look({
      more: mounted,
      spec: volume,
      pod: crash,
      objects: [map(200)],
      logs: { "web-a-1/web --previous": "failed: dial tcp 10.0.0.9:5432: connect: connection refused" },
    });
    expect(finding.cause).not.toBe("config-content-invalid");
  });
});
