import { describe, expect, it } from "vitest";
import { fromKey, fromSecret, type Look, look, other, waits } from "../support/config-story.ts";
import { configMap } from "../support/release-story.ts";
import { event } from "../support/workload.ts";

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
      { more: asks, pod: missing, objects: [configMap("web-config", { rate: "1" })], ranBefore: true },
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
