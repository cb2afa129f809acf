import { describe, expect, it, test } from "vitest";
import { OperationError } from "../../../src/core/errors.ts";
import type { ClusterReader, KubernetesObject } from "../../../src/kubernetes/cluster-reader.ts";
import { settableConfig, whyNotSettable } from "../../../src/remediation/actions/settable-config.ts";
import { readConfig } from "../../../src/remediation/facts/read-config.ts";

const NAME = "settings";

function workload(container: object, spec: object = {}, kind = "Deployment"): KubernetesObject {
  return {
    apiVersion: "apps/v1",
    kind,
    metadata: { name: "web", namespace: "shop", uid: "uid-web" },
    spec: { template: { spec: { containers: [{ name: "web", ...container }], ...spec } } },
  };
}
const configMap = (data: object, more: object = {}): KubernetesObject => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: NAME, namespace: "shop", uid: "uid-settings" },
  data,
  ...more,
});
const envFrom = (prefix?: string) => ({ envFrom: [{ configMapRef: { name: NAME }, prefix }] });
const env = (name: string, key: string) => ({
  env: [{ name, valueFrom: { configMapKeyRef: { name: NAME, key } } }],
});
const all = { volumes: [{ name: "v", configMap: { name: NAME } }] };
const keysOf = (...args: Parameters<typeof settableConfig>) => settableConfig(...args).map(({ key }) => key);

describe("the values of a ConfigMap that a model may propose others for", () => {
  it.each<[string, KubernetesObject, string[]]>([
    ["a variable", workload(env("MODE", "mode")), ["mode"]],
    ["all as variables", workload(envFrom()), ["level", "mode"]],
    ["all as files", workload({}, all), ["level", "mode"]],
    [
      "some as files",
      workload({}, { volumes: [{ configMap: { name: NAME, items: [{ key: "mode", path: "m" }] } }] }),
      ["mode"],
    ],
    [
      "a projected volume",
      workload({}, { volumes: [{ projected: { sources: [{ configMap: { name: NAME } }] } }] }),
      ["level", "mode"],
    ],
    ["nothing of it", workload({}), []],
    ["another one", workload({ envFrom: [{ configMapRef: { name: "other" } }] }), []],
    ["a Secret of its name", workload({ envFrom: [{ secretRef: { name: NAME } }] }), []],
  ])("are those that the pods use: %s", (_what, object, keys) => {
    expect(keysOf(object, configMap({ level: "info", mode: "fast" }))).toEqual(keys);
  });

  it.each<[string, KubernetesObject, object]>([
    ["a key that names a credential", workload({}, all), { "db-password": "x", api_token: "x" }],
    ["a value that holds a credential", workload({}, all), { url: "postgres://app:hunter2@db/shop" }],
    ["a key of a cloud", workload({}, all), { id: "AKIAIOSFODNN7EXAMPLE" }],
    ["a variable that a loader obeys", workload(env("LD_PRELOAD", "lib")), { lib: "x" }],
    ["such a key", workload(envFrom()), { NODE_OPTIONS: "x", PATH: "/bin" }],
    ["such a key behind a prefix", workload(envFrom("LD_")), { PRELOAD: "x" }],
    ["a whole file", workload({}, all), { "app.yaml": "a: 1\nb: 2\n" }],
    ["nothing", workload({}, all), { empty: "" }],
    ["what is no text", workload({}, all), { number: 7 }],
  ])("hold none of %s", (_what, object, data) => {
    expect(keysOf(object, configMap(data))).toEqual([]);
  });

  it("hold none of its binary data", () => {
    const object = configMap({ mode: "fast" }, { binaryData: { level: "aW5mbw==" } });
    expect(keysOf(workload({}, all), object)).toEqual(["mode"]);
  });

  it.each<[unknown, RegExp | undefined]>([
    ["slow", undefined],
    ["", /must be a text/],
    [7, /must be a text/],
    ["a\nb", /would not see/],
    ["a\u202eb", /would not see/],
    ["x".repeat(1001), /longer/],
    ["AKIAIOSFODNN7EXAMPLE", /secret/],
  ])("take the value %j or say why not", (to, why) => {
    const [settable] = settableConfig(workload({}, all), configMap({ mode: "fast" }));
    const refusal = settable?.refusal(to);
    if (why === undefined) expect(refusal).toBeUndefined();
    else expect(refusal).toMatch(why);
  });
});

test.each<[string, KubernetesObject, KubernetesObject, RegExp]>([
  ["is immutable", workload({}, all), configMap({}, { immutable: true }), /is immutable/],
  [
    "is of another namespace",
    workload({}, all),
    configMap({}, { metadata: { name: NAME, namespace: "x" } }),
    /none of its own/,
  ],
  ["is a Secret", workload({}, all), configMap({}, { kind: "Secret" }), /none of its own/],
  ["is not used", workload({}), configMap({}), /do not use/],
  ["belongs to a CronJob", workload({}, all, "Job"), configMap({}), /a Job is not restarted/],
  [
    "is being deleted",
    workload({}, all),
    configMap({}, { metadata: { name: NAME, namespace: "shop", deletionTimestamp: "x" } }),
    /being deleted/,
  ],
  [
    "is the cluster's own",
    workload({}, { volumes: [{ configMap: { name: "kube-root-ca.crt" } }] }),
    configMap({}, { metadata: { name: "kube-root-ca.crt", namespace: "shop" } }),
    /do not use/,
  ],
  [
    "has a controller",
    workload({}, all),
    configMap(
      {},
      {
        metadata: {
          name: NAME,
          namespace: "shop",
          ownerReferences: [{ apiVersion: "a/v1", kind: "App", name: "a", uid: "u", controller: true }],
        },
      },
    ),
    /App a/,
  ],
])("nothing is set in one that %s", (_what, object, config, why) => {
  expect(whyNotSettable(object, config)).toMatch(why);
  expect(settableConfig(object, config)).toEqual([]);
});

describe("who else reads it", () => {
  const named = (kind: string, name: string, owner?: string): KubernetesObject => ({
    apiVersion: "v1",
    kind,
    metadata: {
      name,
      namespace: "shop",
      uid: `uid-${name}`,
      ...(owner !== undefined && {
        ownerReferences: [{ apiVersion: "x/v1", kind: owner, name: "o", uid: "u", controller: true }],
      }),
    },
    spec:
      kind === "CronJob"
        ? { jobTemplate: { spec: { template: { spec: all } } } }
        : kind === "Pod"
          ? all
          : { template: { spec: all } },
  });

  const readerWith = (objects: KubernetesObject[]): Pick<ClusterReader, "get" | "list"> => ({
    get: async () => configMap({ mode: "fast" }),
    list: async ({ kind }) => ({ items: objects.filter((one) => one.kind === kind), isTruncated: false }),
  });
  const signal = AbortSignal.timeout(1000);

  it("counts each once, by what made it", async () => {
    const own = workload({}, all);
    const reader = readerWith([
      own,
      named("Deployment", "api"),
      named("ReplicaSet", "api-1", "Deployment"),
      named("Pod", "api-1-x", "ReplicaSet"),
      named("ReplicaSet", "canary", "Rollout"),
      named("CronJob", "nightly"),
      named("Pod", "bare"),
    ]);
    expect(await readConfig(reader, { workload: own }, signal)).toMatchObject([
      { alsoReadBy: ["CronJob nightly", "Deployment api", "Pod bare", "ReplicaSet canary"] },
    ]);
  });

  it.each<[string, Pick<ClusterReader, "list">]>([
    ["is not seen whole", { list: async () => ({ items: [], isTruncated: true }) }],
    [
      "may not be seen",
      {
        list: async ({ kind }) => {
          if (kind !== "Job") return { items: [], isTruncated: false };
          throw new OperationError("no", { reason: "forbidden", retryable: false });
        },
      },
    ],
  ])("offers nothing where that %s", async (_what, more) => {
    const reader = { ...readerWith([]), ...more };
    expect(await readConfig(reader, { workload: workload({}, all) }, signal)).toEqual([]);
  });
});
