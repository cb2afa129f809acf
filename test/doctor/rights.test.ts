import { describe, expect, test } from "vitest";
import { z } from "zod";
import { rightsCheck } from "../../src/doctor/checks/rights.ts";
import { rightsTooWideCheck } from "../../src/doctor/checks/rights-too-wide.ts";
import {
  CLUSTER_ACTIONS,
  CLUSTER_READS,
  EVENTS,
  READS,
  WRITES,
} from "../../src/doctor/data/needed-rights.ts";
import type { DoctorDeps } from "../../src/doctor/doctor-deps.ts";
import { missingOf } from "../../src/doctor/rights/access-review.ts";
import { allows } from "../../src/doctor/rights/judge-rules.ts";
import { rightsOf } from "../../src/doctor/rights/right.ts";
import { type Rule, readRules } from "../../src/doctor/rights/rules-review.ts";
import type { ApiRequest } from "../../src/kubernetes/api-connection.ts";
import { RIGHTS, rightsOf as rightsOfRules } from "../support/rights.ts";
import { apiOf, patient, run, told } from "./support/patient.ts";

/** As the chart's file writes them. */
const written = (rows: readonly string[]) =>
  new Set(
    rows
      .flatMap(rightsOf)
      .map(
        ({ verb, group, resource, subresource }) =>
          `${verb} ${resource}.${group}${subresource && `/${subresource}`}`,
      ),
  );

test("what is asked about is what the chart grants", () => {
  expect(written(READS)).toEqual(rightsOfRules(RIGHTS.reads));
  expect(written(CLUSTER_READS)).toEqual(rightsOfRules(RIGHTS.clusterReads));
  expect(written(EVENTS)).toEqual(rightsOfRules(RIGHTS.events));
  expect(WRITES).toEqual(RIGHTS.actions);
  expect(CLUSTER_ACTIONS).toEqual(RIGHTS.clusterActions);
});

const reviewSchema = z.object({
  spec: z.object({
    resourceAttributes: z.object({
      verb: z.string(),
      resource: z.string(),
      subresource: z.string(),
      namespace: z.string().optional(),
    }),
  }),
});
const askedFor = ({ body }: ApiRequest) => reviewSchema.parse(body).spec.resourceAttributes;

/** An API server that allows all but these. */
const allowingAllBut = (isMissing: (asked: ReturnType<typeof askedFor>) => boolean) =>
  apiOf((request) => ({ code: 201, body: { status: { allowed: !isMissing(askedFor(request)) } } }));

const askedOneByOne = (env: Record<string, string>, cluster: DoctorDeps["cluster"]) =>
  rightsCheck({ ...patient(env), missing: (rights, where) => missingOf(cluster(), rights, where) });

const tooWideCheck = (cluster: DoctorDeps["cluster"]) =>
  rightsTooWideCheck({
    ...patient(),
    rulesIn: (...of) => readRules(cluster(), ...of),
    missing: (rights, where) => missingOf(cluster(), rights, where),
  });

describe("rights that are needed", () => {
  test("and given are well", async () => {
    const { cluster } = allowingAllBut(() => false);
    const { statuses, details } = told(await run(askedOneByOne({}, cluster)));
    expect(statuses).toEqual(["ok", "ok"]);
    expect(details).toContain("22 of 22 actions");
  });

  test("and missing are told with the rule to add: what the service cannot do without fails", async () => {
    const { cluster } = allowingAllBut(
      ({ resource, verb }) => resource === "endpointslices" || (resource === "nodes" && verb === "watch"),
    );
    const { statuses, details, remedies } = told(await run(askedOneByOne({}, cluster)));
    expect(statuses).toEqual(["ok", "ok", "failure", "failure"]);
    expect(details).toContain("cannot list, watch endpointslices.discovery.k8s.io in the whole cluster");
    expect(remedies).toContain(
      '{apiGroups: ["discovery.k8s.io"], resources: [endpointslices], verbs: [list, watch]}',
    );
    expect(remedies).toContain('{apiGroups: [""], resources: [nodes], verbs: [watch]}');
  });

  test("a kind of others' is a warning", async () => {
    const { cluster } = allowingAllBut(({ resource }) => resource === "scaledobjects");
    expect(told(await run(askedOneByOne({}, cluster))).statuses).toEqual(["ok", "ok", "warning"]);
  });

  test("actions without their rights, and Events, are named in warnings", async () => {
    const { cluster } = allowingAllBut(
      ({ verb, resource }) =>
        verb !== "get" && verb !== "list" && ["cronjobs", "events"].includes(resource) && verb !== "watch",
    );
    const { statuses, details, remedies } = told(await run(askedOneByOne({}, cluster)));
    expect(statuses).toEqual(["ok", "ok", "warning", "warning"]);
    expect(details).toMatch(/without its rights in the whole cluster: .*ResumeCronJob/);
    expect(details).toContain("cannot write Events");
    expect(remedies).toContain("patch cronjobs.batch");
  });

  test("what only observes needs none to write", async () => {
    const { cluster, asked } = allowingAllBut(({ verb }) => verb === "patch");
    expect(told(await run(askedOneByOne({ AUTONOMY: "observe" }, cluster))).statuses).toEqual(["ok"]);
    expect(asked.map(askedFor).filter(({ verb }) => verb === "patch")).toEqual([]);
  });

  test("with namespaces each is asked in its own, and what belongs to none in the cluster", async () => {
    const { cluster, asked } = allowingAllBut(
      ({ namespace, resource }) => namespace === "b" && resource === "pods",
    );
    const { statuses, details } = told(await run(askedOneByOne({ WATCH_NAMESPACES: "a,b" }, cluster)));
    expect(statuses).toContain("failure");
    expect(details).toContain("cannot get, list, watch pods in b");
    const where = asked.map(askedFor).map(({ resource, namespace }) => `${resource} ${namespace ?? "-"}`);
    expect(where).toEqual(expect.arrayContaining(["pods a", "pods b", "nodes -"]));
    expect(where).not.toContain("pods -");
  });

  test("an API server that does not say is a failure, not a yes", async () => {
    const { cluster } = apiOf(() => ({ code: 403, body: {} }));
    await expect(run(askedOneByOne({}, cluster))).rejects.toThrow("403");
  });
});

const rule = (verbs: string[], resources: string[], more: Partial<Rule> = {}): Rule => ({
  verbs,
  resources,
  apiGroups: [""],
  resourceNames: [],
  ...more,
});

describe("rights that are too wide", () => {
  const listing = (rules: Rule[], incomplete = false) =>
    apiOf(({ path }) =>
      path.endsWith("/selfsubjectrulesreviews")
        ? { code: 201, body: { status: { resourceRules: rules, nonResourceRules: [], incomplete } } }
        : undefined,
    );

  test("the chart's own are not", async () => {
    const rules = [
      ...[...RIGHTS.reads, ...RIGHTS.clusterReads, ...RIGHTS.events].map((one) =>
        rule(one.verbs, one.resources, one),
      ),
      rule(["patch"], ["deployments"], { apiGroups: ["apps"] }),
      rule(["create"], ["selfsubjectaccessreviews", "selfsubjectrulesreviews"], {
        apiGroups: ["authorization.k8s.io"],
      }),
      rule(["get", "patch"], ["validatingwebhookconfigurations"], {
        apiGroups: ["admissionregistration.k8s.io"],
        resourceNames: ["kube-autofix-guard"],
      }),
    ];
    const { cluster } = listing(rules);
    expect(told(await run(tooWideCheck(cluster))).statuses).toEqual(["ok"]);
  });

  test.each([
    ["a Secret", rule(["get"], ["secrets"]), "get secrets", "read Secrets"],
    [
      "one Secret by name",
      rule(["get"], ["secrets"], { resourceNames: ["db"] }),
      "get secrets (of db)",
      "read Secrets",
    ],
    ["a shell", rule(["create"], ["pods/exec"]), "create pods/exec", "run commands"],
    ["everything", rule(["*"], ["*"], { apiGroups: ["*"] }), "* *.*", "read Secrets"],
    ["every subresource", rule(["create"], ["*/exec"]), "create */exec", "run commands"],
    [
      "another account",
      rule(["impersonate"], ["serviceaccounts"]),
      "impersonate serviceaccounts",
      "past the guard",
    ],
    [
      "another's webhook",
      rule(["patch"], ["validatingwebhookconfigurations"], {
        apiGroups: ["admissionregistration.k8s.io"],
        resourceNames: ["theirs"],
      }),
      "(of theirs)",
      "take the guard away",
    ],
    [
      "what nothing asks for",
      rule(["delete"], ["deployments"], { apiGroups: ["apps"] }),
      "delete deployments.apps",
      "nothing here asks",
    ],
  ])("%s is, with why and what to do", async (_case, given, right, why) => {
    const { cluster } = listing([given]);
    const { statuses, details, remedies } = told(await run(tooWideCheck(cluster)));
    expect(statuses).toEqual(["warning"]);
    expect(details).toContain(right);
    expect(details).toContain(why);
    expect(remedies).toContain("kubectl get clusterrolebindings");
  });

  test.each([
    ["does not list them", 404, true],
    ["lists some of them", 201, true],
  ])(
    "where the API server %s the dangerous ones are asked for one by one",
    async (_case, code, incomplete) => {
      const { cluster } = apiOf((request) =>
        request.path.endsWith("/selfsubjectrulesreviews")
          ? { code, body: { status: { resourceRules: [], incomplete } } }
          : { code: 201, body: { status: { allowed: askedFor(request).resource === "secrets" } } },
      );
      const { statuses, details } = told(await run(tooWideCheck(cluster)));
      expect(statuses).toEqual(["warning", "warning"]);
      expect(details).toContain("may get secrets, list secrets, watch secrets: it could read Secrets");
    },
  );
});

test.each([
  [rule(["get"], ["pods"]), "get pods.", true],
  [rule(["get"], ["pods"]), "get pods./log", false],
  [rule(["get"], ["pods/log"]), "get pods./log", true],
  [rule(["get"], ["*/log"]), "get pods./log", true],
  [rule(["*"], ["*"], { apiGroups: ["*"] }), "patch deployments.apps", true],
  [rule(["get"], ["pods"]), "get pods.metrics.k8s.io", false],
  [rule(["get"], ["pods"], { resourceNames: ["web"] }), "get pods.", false],
  [rule(["list"], ["pods"]), "get pods.", false],
])("rules are judged as the API server does: %j, %s: %j", (given, right, expected) => {
  expect(rightsOf(right).map((one) => allows([given], one))).toEqual([expected]);
});
