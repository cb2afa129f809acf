import { describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { readConfig } from "../../src/config/config.ts";
import { printManifests } from "../../src/guard/manifests/print-manifests.ts";
import { userOf } from "../../src/guard/manifests/webhook.ts";
import type { KubernetesObject } from "../../src/kubernetes/cluster-reader.ts";
import { loadPolicyFile } from "../../src/remediation/policy/load-policy.ts";
import { RESTRICTED } from "../../src/simulation/api/admission/pod-security-restricted.ts";
import { ALL_RIGHTS, READ_RIGHTS, RIGHTS, type Rule, rightsOf } from "../support/rights.ts";
import { allContainers, environmentOf, podsOf } from "./support/containers.ts";
import { CHART, helm, isHelmThere, RELEASE, rendered, template } from "./support/helm.ts";
import { MATRIX } from "./support/matrix.ts";

const objects = new Map<string, KubernetesObject[]>();
if (isHelmThere)
  for (const [name, values] of Object.entries(MATRIX)) objects.set(name, await rendered(values));
const of = (name: keyof typeof MATRIX) => objects.get(name) ?? [];
const rulesOf = (object: KubernetesObject | undefined) => (object as unknown as { rules: Rule[] }).rules;
const find = (all: readonly KubernetesObject[], kind: string, name: string, namespace?: string) =>
  all.find(
    (one) =>
      one.kind === kind &&
      one.metadata.name === name &&
      (namespace ?? one.metadata.namespace) === one.metadata.namespace,
  );

describe.runIf(isHelmThere)("the chart", () => {
  test("is accepted by helm's own linter", async () => {
    expect(await helm(["lint", "--strict", CHART])).toMatchObject({ code: 0 });
  });

  describe.each(Object.keys(MATRIX))("with %s", (name) => {
    test("names and labels each object once", () => {
      const keys = of(name).map(
        ({ kind, metadata }) => `${kind} ${metadata.namespace ?? ""}/${metadata.name}`,
      );
      expect(new Set(keys).size).toBe(keys.length);
      for (const { kind, metadata } of of(name))
        expect(metadata.labels, `${kind} ${metadata.name}`).toMatchObject({
          "app.kubernetes.io/instance": RELEASE.name,
        });
    });

    test("makes pods that the Pod Security Standard `restricted` allows, with nothing writable but their volumes", () => {
      for (const [pod, spec] of podsOf(of(name))) {
        const object = { metadata: { name: pod }, spec } as never;
        expect(
          RESTRICTED.flatMap((check) => check(object) ?? []),
          pod,
        ).toEqual([]);
        for (const container of allContainers(spec))
          expect(container, container.name).toMatchObject({
            securityContext: { readOnlyRootFilesystem: true },
            resources: { requests: expect.anything(), limits: expect.anything() },
          });
      }
    });

    test("gives its containers an environment that the service takes", () => {
      for (const spec of podsOf(of(name)).values())
        for (const container of allContainers(spec).filter((one) => one.name !== "test")) {
          const { env, end } = environmentOf(container);
          try {
            expect(() => readConfig(env), container.name).not.toThrow();
          } finally {
            end();
          }
        }
    });

    test("has a policy that the service takes, where it has one", () => {
      const map = find(of(name), "ConfigMap", "kube-autofix-policy") as unknown as {
        data: Record<string, string>;
      };
      if (map !== undefined) expect(() => loadPolicyFile(map.data["policy.yaml"] ?? "")).not.toThrow();
      const containers = [...podsOf(of(name)).values()].flatMap((pod) => pod.containers);
      const service = containers.find((one) => one.name === "service");
      const policy = service?.env?.find((one) => one.name === "POLICY_FILE");
      expect(policy !== undefined).toBe(map !== undefined || MATRIX[name]?.policyConfigMap !== undefined);
    });

    test("grants no more than its file of rights", () => {
      const roles = of(name).filter(
        ({ kind, metadata }) => /Role$/.test(kind) && !metadata.name.endsWith("-guard"),
      );
      for (const role of roles) expect([...rightsOf(rulesOf(role)).difference(ALL_RIGHTS)]).toEqual([]);
    });
  });

  test("sets up the guard as `guard --print-manifests` does", () => {
    const named = { name: "kube-autofix-guard", user: userOf("ops/kube-autofix") };
    const client = { service: { namespace: "ops", name: "kube-autofix-guard", port: 8443 } };
    const printed = parseAllDocuments(printManifests({ ...named, client })).map((one) => one.toJSON());
    for (const wanted of printed as KubernetesObject[]) {
      const { labels, ...metadata } =
        find(of("nothing set"), wanted.kind, wanted.metadata.name)?.metadata ?? {};
      expect(labels).toBeDefined();
      expect({ ...find(of("nothing set"), wanted.kind, wanted.metadata.name), metadata }).toEqual(wanted);
    }
    const injected = { ...named, client, injectFrom: "ops/kube-autofix-guard" };
    const annotated = parseAllDocuments(printManifests(injected))[0]?.toJSON() as KubernetesObject;
    const made = find(
      of("certificates by cert-manager"),
      "ValidatingWebhookConfiguration",
      "kube-autofix-guard",
    );
    expect(made?.metadata.annotations).toEqual(annotated.metadata.annotations);
  });

  test("grants all of its rights where nothing is set, and what is enabled where something is", () => {
    const everywhere = find(of("nothing set"), "ClusterRole", "kube-autofix");
    expect([...rightsOf(rulesOf(everywhere))].sort()).toEqual([...ALL_RIGHTS].sort());
    const some = of("some namespaces");
    const cluster = rightsOf(rulesOf(find(some, "ClusterRole", "kube-autofix")));
    expect([...cluster].sort()).toEqual([...rightsOf(RIGHTS.clusterReads)].sort());
    const wanted = [
      ...rightsOf([...RIGHTS.reads, ...RIGHTS.events]),
      ...new Set([...(RIGHTS.actions.SetMemoryLimit ?? []), ...(RIGHTS.actions.SetField ?? [])]),
    ];
    for (const namespace of ["shop", "billing"])
      expect([...rightsOf(rulesOf(find(some, "Role", "kube-autofix", namespace)))].sort()).toEqual(
        wanted.sort(),
      );
    const none = rightsOf(rulesOf(find(of("no writes at all"), "ClusterRole", "kube-autofix")));
    expect([...none].sort()).toEqual([...READ_RIGHTS.union(rightsOf(RIGHTS.events))].sort());
  });

  test("denies by its policy what it has no rights for", () => {
    const { data } = find(of("some namespaces"), "ConfigMap", "kube-autofix-policy") as unknown as {
      data: Record<string, string>;
    };
    const [first] = loadPolicyFile(data["policy.yaml"] ?? "").rules;
    expect(first).toMatchObject({ name: "actions-of-the-chart", verdict: "deny" });
  });

  test("has the guard beside the embedded database, reading alone, and apart from one's own", () => {
    const pods = podsOf(of("nothing set"));
    const guard = pods.get("kube-autofix")?.initContainers?.[0];
    expect(guard).toMatchObject({ name: "guard", restartPolicy: "Always" });
    expect(guard?.volumeMounts.find(({ name }) => name === "data")).toMatchObject({ readOnly: true });
    const apart = podsOf(of("a database of one's own"));
    expect(apart.get("kube-autofix")?.initContainers).toBeUndefined();
    expect(apart.get("kube-autofix")?.topologySpreadConstraints).toHaveLength(2);
    expect(apart.get("kube-autofix-guard")?.serviceAccountName).toBe("kube-autofix-guard");
    const kinds = (name: string) => of(name).map(({ kind }) => kind);
    expect(kinds("nothing set")).not.toContain("PodDisruptionBudget");
    expect(kinds("a database of one's own")).not.toContain("PersistentVolumeClaim");
    expect(find(of("a database of one's own"), "PodDisruptionBudget", "kube-autofix")).toBeDefined();
  });

  test("grants the time that a stop takes", () => {
    const spec = podsOf(of("nothing set")).get("kube-autofix");
    const before = spec?.containers[0]?.lifecycle?.preStop.sleep.seconds ?? 0;
    // The service's own bound, after which it ends whatever is under way.
    expect(spec?.terminationGracePeriodSeconds).toBeGreaterThan(before + 25 + 5);
  });

  test("shows no secret outside of Secrets", () => {
    const texts = of("all that is beside it")
      .filter(({ kind }) => kind !== "Secret")
      .map((one) => JSON.stringify(one));
    for (const text of texts) expect(text).not.toContain("s3cret");
  });

  test.each<[string, object, RegExp]>([
    ["a value that there is not", { replica: 2 }, /additional properties 'replica' not allowed/],
    [
      "a variable that there is not",
      { env: { AUTONOMI: "auto" } },
      /at '\/env': additional properties 'AUTONOMI' not allowed/,
    ],
    [
      "a variable of the chart's own",
      { env: { DATABASE_URL: "postgresql://db" } },
      /'DATABASE_URL' not allowed/,
    ],
    ["a secret among what is none", { env: { OPENAI_API_KEY: "sk" } }, /'OPENAI_API_KEY' not allowed/],
    [
      "a word that a variable does not know",
      { env: { AUTONOMY: "full" } },
      /at '\/env\/AUTONOMY': value must be one of 'observe', 'approve', 'auto'/,
    ],
    [
      "an action that there is not",
      { actions: ["DeleteNamespace"] },
      /at '\/actions\/0': value must be one of 'SetMemoryLimit'/,
    ],
    ["text for a number", { replicas: "2" }, /at '\/replicas': got string, want integer/],
    [
      "an address that is none of PostgreSQL",
      { database: { external: { url: "mysql://db" } } },
      /at '\/database\/external\/url'/,
    ],
    ["a size without a unit", { database: { embedded: { size: "4" } } }, /at '\/database\/embedded\/size'/],
    ["a digest that is none", { image: { digest: "latest" } }, /at '\/image\/digest'/],
    ["a runbook that is no Markdown", { runbooks: { "a.txt": "a" } }, /at '\/runbooks'/],
    ["the policy's first lines", { policy: { kind: "Policy" } }, /at '\/policy'/],
    [
      "replicas on one volume",
      { replicas: 2 },
      /more than one needs a database of your own: set database\.external\.url/,
    ],
    [
      "a guard without its database",
      { database: { external: { url: "postgresql://db/a" } } },
      /the guard needs the database too/,
    ],
    [
      "two databases",
      { database: { external: { url: "postgresql://db/a", secretName: "a" } } },
      /url and secretName are both set/,
    ],
    [
      "two policies",
      { policy: { rules: [] }, policyConfigMap: "a", actions: [] },
      /set one of them|taken as it is/,
    ],
    [
      "a policy of one's own with fewer actions",
      { policyConfigMap: "a", actions: [] },
      /deny there what you do not want/,
    ],
    ["a secret with no value", { secrets: { OPENAI_API_KEY: {} } }, /secrets\.OPENAI_API_KEY: set its value/],
    [
      "a secret with two",
      { secrets: { OPENAI_API_KEY: { value: "a", secretName: "b" } } },
      /both set: set one of them/,
    ],
    ["an Ingress without a host", { ingress: { enabled: true } }, /ingress\.hosts: name at least one/],
    [
      "a route without a gateway",
      { httpRoute: { enabled: true } },
      /httpRoute\.parentRefs: name the Gateway/,
    ],
    [
      "two certificates",
      { guard: { certificates: { secretName: "a", certManager: { enabled: true } } } },
      /secretName and certManager are both set/,
    ],
  ])("refuses %s, and says what and where", async (_what, values, message) => {
    const { code, err } = await template(values as never);
    expect(err).toMatch(message);
    expect(code).not.toBe(0);
  });
});
