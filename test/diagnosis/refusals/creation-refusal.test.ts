import { describe, expect, test } from "vitest";
import { parseRefusal } from "../../../src/diagnosis/refusals/creation-refusal.ts";

describe("why the API server does not take a pod", () => {
  test.each([
    [
      'pods "web-1" is forbidden: exceeded quota: team, requested: limits.memory=1Gi,requests.cpu=2, used: limits.memory=3Gi,requests.cpu=3, limited: limits.memory=4Gi,requests.cpu=4',
      {
        kind: "quota",
        quota: "team",
        requested: { "limits.memory": "1Gi", "requests.cpu": "2" },
        used: { "limits.memory": "3Gi", "requests.cpu": "3" },
        limited: { "limits.memory": "4Gi", "requests.cpu": "4" },
      },
    ],
    [
      'pods "web-1" is forbidden: failed quota: team: must specify limits.cpu for: web,proxy; requests.memory for: web',
      {
        kind: "must-specify",
        quota: "team",
        missing: [
          { resource: "limits.cpu", containers: ["web", "proxy"] },
          { resource: "requests.memory", containers: ["web"] },
        ],
      },
    ],
    [
      'pods "web-1" is forbidden: failed quota: team: must specify limits.cpu,limits.memory',
      {
        kind: "must-specify",
        quota: "team",
        missing: [
          { resource: "limits.cpu", containers: [] },
          { resource: "limits.memory", containers: [] },
        ],
      },
    ],
    [
      'pods "web-1" is forbidden: [maximum cpu usage per Container is 1, but limit is 2, minimum memory usage per Container is 64Mi, but request is 16Mi]',
      {
        kind: "limit-range",
        violations: [
          { bound: "maximum", resource: "cpu", per: "Container", allowed: "1", of: "limit", actual: "2" },
          {
            bound: "minimum",
            resource: "memory",
            per: "Container",
            allowed: "64Mi",
            of: "request",
            actual: "16Mi",
          },
        ],
      },
    ],
    [
      'pods "web-1" is forbidden: maximum memory usage per Pod is 1Gi.  No limit is specified',
      {
        kind: "limit-range",
        violations: [
          { bound: "maximum", resource: "memory", per: "Pod", allowed: "1Gi", of: null, actual: "" },
        ],
      },
    ],
    [
      'pods "web-1" is forbidden: cpu max limit to request ratio per Container is 2, but provided ratio is 4.000000',
      {
        kind: "limit-range",
        violations: [
          { bound: "ratio", resource: "cpu", per: "Container", allowed: "2", of: null, actual: "4.000000" },
        ],
      },
    ],
    [
      'Pod "web-1" is invalid: spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1',
      { kind: "limit-below-request", resource: "cpu", request: "2", limit: "1" },
    ],
    [
      'pods "web-1" is forbidden: error looking up service account shop/biller: serviceaccount "biller" not found',
      { kind: "service-account", name: "biller" },
    ],
    [
      'pods "web-1" is forbidden: no PriorityClass with name critical was found',
      { kind: "priority-class", name: "critical" },
    ],
    [
      'pods "web-1" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false (container "web" must set securityContext.allowPrivilegeEscalation=false)',
      {
        kind: "pod-security",
        level: "restricted",
        demands:
          'allowPrivilegeEscalation != false (container "web" must set securityContext.allowPrivilegeEscalation=false)',
      },
    ],
    [
      'admission webhook "images.example.com" denied the request: images must come from registry.example.com',
      {
        kind: "webhook",
        name: "images.example.com",
        says: "images must come from registry.example.com",
      },
    ],
    [
      'Internal error occurred: failed calling webhook "inject.example.com": failed to call webhook: Post "https://inject.mesh.svc:443/inject?timeout=10s": dial tcp 10.96.0.9:443: connect: connection refused',
      {
        kind: "webhook-unreachable",
        name: "inject.example.com",
        says: 'failed to call webhook: Post "https://inject.mesh.svc:443/inject?timeout=10s": dial tcp 10.96.0.9:443: connect: connection refused',
      },
    ],
    [
      `pods "web-1" is forbidden: ValidatingAdmissionPolicy 'owners' with binding 'owners-all' denied request: the label team is missing`,
      { kind: "policy", name: "owners", says: "the label team is missing" },
    ],
    [
      'pods "web-1" is forbidden: unable to create new content in namespace shop because it is being terminated',
      { kind: "namespace-terminating" },
    ],
    ['pods "web-1" already exists', { kind: "other" }],
  ])("%s", (message, expected) => {
    expect(parseRefusal(message)).toEqual(expected);
  });
});
