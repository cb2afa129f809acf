import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { KubernetesObject } from "../../src/kubernetes/cluster-reader.ts";
import { ALL_RIGHTS } from "../support/rights.ts";
import { CUSTOM_RESOURCES } from "./support/custom-resources.ts";
import { helm, isHelmThere, rendered, run } from "./support/helm.ts";
import { MATRIX } from "./support/matrix.ts";
import { collectionOf, type RealServer, realServer, type Served } from "./support/real-server.ts";

const kubeconfig = process.env.KUBECONFIG ?? "";
const DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const ADMISSION = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations";
const BUNDLE = Buffer.from("an authority").toString("base64");

describe.runIf(isHelmThere && kubeconfig !== "")("on a real API server", () => {
  const namespace = `chart-${randomUUID().slice(0, 8)}`;
  const release = { name: namespace, namespace };
  const name = `${namespace}-kube-autofix`;
  let server: RealServer;
  let served: Served[];

  const get = (path: string) => server.must({ method: "GET", path });
  const secret = async () => (await get(`/api/v1/namespaces/${namespace}/secrets/${name}`)).data;
  const claim = `/api/v1/namespaces/${namespace}/persistentvolumeclaims/${name}`;
  const webhook = async () =>
    (await get(`${ADMISSION}/${name}-guard`)) as unknown as {
      webhooks: { clientConfig: { caBundle?: string } }[];
    };
  /** Everything of the release that the server has. */
  const left = async (): Promise<string[]> => {
    const query = `?labelSelector=${encodeURIComponent(`app.kubernetes.io/instance=${release.name}`)}`;
    const kinds = served.filter(({ name: of, verbs }) => !of.includes("/") && verbs.includes("list"));
    const lists = await Promise.all(
      kinds.map(async (of) => {
        const { code, text } = await server.send({
          method: "GET",
          path: `${collectionOf(of, namespace)}${query}`,
        });
        const items = code === 200 ? (JSON.parse(text) as { items: KubernetesObject[] }).items : [];
        return items.map(({ metadata }) => `${of.kind} ${metadata.name}`);
      }),
    );
    // Two groups may serve the same object.
    return [...new Set(lists.flat())].sort();
  };

  beforeAll(async () => {
    server = await realServer(kubeconfig);
    for (const body of CUSTOM_RESOURCES) {
      const { code, text } = await server.send({ method: "POST", path: DEFINITIONS, body });
      if (code >= 300 && code !== 409) throw new Error(text);
    }
    const standard = {
      "pod-security.kubernetes.io/enforce": "restricted",
      "pod-security.kubernetes.io/warn": "restricted",
    };
    const body = { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace, labels: standard } };
    await server.must({ method: "POST", path: "/api/v1/namespaces", body });
    const wanted = CUSTOM_RESOURCES.map(({ spec }) => spec.names.kind);
    await vi.waitFor(
      async () => {
        served = await server.served();
        expect(wanted.filter((kind) => !served.some((one) => one.kind === kind))).toEqual([]);
      },
      { timeout: 30_000, interval: 100 },
    );
  });
  afterAll(async () => {
    await helm(["uninstall", release.name, "--namespace", namespace, "--ignore-not-found"], {
      KUBECONFIG: kubeconfig,
    });
    for (const { metadata } of CUSTOM_RESOURCES)
      await server.send({ method: "DELETE", path: `${DEFINITIONS}/${metadata.name}` });
    await server.send({ method: "DELETE", path: `/api/v1/namespaces/${namespace}` });
    server.end();
  });

  test("every object of every set of values is accepted, without a warning", {
    timeout: 120_000,
  }, async () => {
    const done = new Set<string>();
    for (const [set, values] of Object.entries(MATRIX))
      for (const object of await rendered(values, { name: "kube-autofix", namespace })) {
        const own = "namespace" in object.metadata ? { metadata: { ...object.metadata, namespace } } : {};
        const body = { ...object, ...own };
        const key = JSON.stringify(body);
        if (done.has(key)) continue;
        done.add(key);
        const of = served.find(
          (one) =>
            one.kind === object.kind &&
            !one.name.includes("/") &&
            object.apiVersion === (one.group === "" ? one.version : `${one.group}/${one.version}`),
        );
        expect(of, `${object.apiVersion} ${object.kind} is served`).toBeDefined();
        if (of === undefined) continue;
        const path = `${collectionOf(of, namespace)}?dryRun=All&fieldValidation=Strict`;
        const { code, text, warning } = await server.send({ method: "POST", path, body });
        expect(
          { code, warning, text: code < 300 ? "" : text },
          `${set}: ${object.kind} ${object.metadata.name}`,
        ).toEqual({
          code: 201,
          warning: undefined,
          text: "",
        });
      }
    expect(done.size).toBeGreaterThan(60);
  });

  test("installed, upgraded and uninstalled, it keeps secrets and data, and leaves nothing else", {
    timeout: 180_000,
  }, async () => {
    const values = { replicas: 0, secrets: { WEBHOOK_TOKEN: {}, OPERATOR_TOKEN: {} } };
    const installed = await run("install", values, release, kubeconfig);
    expect(installed).toMatchObject({ code: 0 });
    expect(installed.out).toMatch(
      /Three steps from here:[\s\S]*1\. [\s\S]*helm test [\s\S]*2\. [\s\S]*\/webhooks\/alertmanager[\s\S]*3\. /,
    );
    const [tokens, volume] = [await secret(), (await get(claim)).metadata.uid];
    expect(Object.keys(tokens as object).sort()).toEqual(["OPERATOR_TOKEN", "WEBHOOK_TOKEN"]);
    await server.must({
      method: "PATCH",
      path: `${ADMISSION}/${name}-guard`,
      body: [{ op: "add", path: "/webhooks/0/clientConfig/caBundle", value: BUNDLE }],
      contentType: "application/json-patch+json",
    });

    const policy = { rules: [{ name: "ask", when: "true", verdict: "approve", reason: "a person decides" }] };
    const upgraded = await run(
      "upgrade",
      { ...values, policy, env: { AUTONOMY: "auto" } },
      release,
      kubeconfig,
    );
    expect(upgraded).toMatchObject({ code: 0 });
    expect(await secret()).toEqual(tokens);
    expect((await get(claim)).metadata.uid).toBe(volume);
    expect((await webhook()).webhooks[0]?.clientConfig.caBundle).toBe(BUNDLE);

    const uninstall = () =>
      helm(["uninstall", release.name, "--namespace", namespace, "--wait"], { KUBECONFIG: kubeconfig });
    expect(await uninstall()).toMatchObject({ code: 0 });
    await expect.poll(left, { timeout: 30_000 }).toEqual([`PersistentVolumeClaim ${name}`]);

    const database = { embedded: { keep: false } };
    expect(await run("install", { ...values, database }, release, kubeconfig)).toMatchObject({ code: 0 });
    expect((await get(claim)).metadata.uid, "what it kept is found again").toBe(volume);
    expect(await uninstall()).toMatchObject({ code: 0 });
    await expect.poll(left, { timeout: 30_000 }).toEqual([]);
  });

  test("its account may do what the file of rights says, of all that the server serves", {
    timeout: 120_000,
  }, async () => {
    const installed = await run(
      "install",
      { replicas: 0, database: { embedded: { keep: false } } },
      release,
      kubeconfig,
    );
    expect(installed).toMatchObject({ code: 0 });
    const may = async (attributes: object): Promise<boolean> => {
      const body = {
        apiVersion: "authorization.k8s.io/v1",
        kind: "SubjectAccessReview",
        spec: {
          user: `system:serviceaccount:${namespace}:${name}`,
          groups: ["system:serviceaccounts", "system:authenticated"],
          resourceAttributes: { namespace, ...attributes },
        },
      };
      const path = "/apis/authorization.k8s.io/v1/subjectaccessreviews";
      const answer = (await server.must({ method: "POST", path, body })) as unknown as {
        status: { allowed: boolean };
      };
      return answer.status.allowed;
    };
    await expect.poll(() => may({ verb: "list", resource: "pods" }), { timeout: 30_000 }).toBe(true);
    const more = [
      "pods/exec",
      "pods/attach",
      "pods/portforward",
      "pods/proxy",
      "nodes/proxy",
      "serviceaccounts/token",
    ];
    const asked = [...served, ...more.map((name) => ({ name, group: "" }))].filter(
      ({ name: of }) => !of.startsWith("selfsubject"),
    );
    const verbs = [
      "get",
      "list",
      "watch",
      "create",
      "update",
      "patch",
      "delete",
      "deletecollection",
      "escalate",
      "bind",
      "impersonate",
    ];
    const allowed = new Set<string>();
    for (const { name: of, group } of asked) {
      const [resource = "", subresource = ""] = of.split("/");
      const answers = await Promise.all(
        verbs.map(async (verb) => ((await may({ verb, group, resource, subresource })) ? [verb] : [])),
      );
      for (const verb of answers.flat())
        allowed.add(`${verb} ${resource}.${group}${subresource === "" ? "" : `/${subresource}`}`);
    }
    // Served by others' servers, which are not here.
    const absent = [
      "list pods.metrics.k8s.io",
      "list verticalpodautoscalers.autoscaling.k8s.io",
      "list scaledobjects.keda.sh",
      "list applications.argoproj.io",
      "list kustomizations.kustomize.toolkit.fluxcd.io",
      "list helmreleases.helm.toolkit.fluxcd.io",
    ];
    for (const right of absent) {
      const [verb, of = ""] = right.split(" ");
      const [resource, ...group] = of.split(".");
      if (await may({ verb, resource, group: group.join(".") })) allowed.add(right);
    }
    expect([...allowed].sort()).toEqual([...ALL_RIGHTS].sort());
    // Beside the service the guard keeps the bundle of one webhook.
    const own = {
      group: "admissionregistration.k8s.io",
      resource: "validatingwebhookconfigurations",
      name: `${name}-guard`,
    };
    expect(await may({ ...own, verb: "patch" })).toBe(true);
    expect(await may({ ...own, verb: "patch", name: "another" })).toBe(false);
  });
});
