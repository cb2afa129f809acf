import { describe, expect, test } from "vitest";
import { forbidden, type Plan, quota, refused, sizeChanges } from "../support/refused.ts";

describe("sizes that the namespace demands", () => {
  test.each([
    [
      "a limit that a quota demands is the request that is written",
      {
        message: forbidden("failed quota: team: must specify limits.cpu for: web"),
        resources: { requests: { cpu: "200m" } },
      },
      "quota-exceeded",
      ["web limits cpu null 200m"],
      true,
    ],
    [
      "where nothing is written, a share of what the quota has left",
      {
        message: forbidden(
          "failed quota: team: must specify limits.memory for: web; requests.memory for: web",
        ),
        more: [
          quota(
            { "limits.memory": "1Gi", "requests.memory": "1Gi" },
            { "limits.memory": "512Mi", "requests.memory": "512Mi" },
          ),
        ],
        replicas: 2,
      },
      "quota-exceeded",
      ["web limits memory null 256Mi", "web requests memory null 256Mi"],
      false,
    ],
    [
      "a limit above the range, and the request with it",
      {
        message: forbidden(
          "[maximum cpu usage per Container is 1, but limit is 4, maximum cpu usage per Container is 1, but request is 2]",
        ),
        resources: { limits: { cpu: "4" }, requests: { cpu: "2" } },
      },
      "limit-range-violated",
      ["web limits cpu 4 1", "web requests cpu 2 1"],
      true,
    ],
    [
      "less memory than the pod asks for is for a person to allow",
      {
        message: forbidden("maximum memory usage per Container is 256Mi, but limit is 1Gi"),
        resources: { limits: { memory: "1Gi" }, requests: { memory: "512Mi" } },
      },
      "limit-range-violated",
      ["web limits memory 1Gi 256Mi", "web requests memory 512Mi 256Mi"],
      false,
    ],
    [
      "a memory limit above the range that stays above the request",
      {
        message: forbidden("maximum memory usage per Container is 256Mi, but limit is 1Gi"),
        resources: { limits: { memory: "1Gi" }, requests: { memory: "128Mi" } },
      },
      "limit-range-violated",
      ["web limits memory 1Gi 256Mi"],
      true,
    ],
    [
      "a request below the range, and the limit that it would exceed",
      {
        message: forbidden("minimum memory usage per Container is 64Mi, but request is 16Mi"),
        resources: { limits: { memory: "32Mi" }, requests: { memory: "16Mi" } },
      },
      "limit-range-violated",
      ["web requests memory 16Mi 64Mi", "web limits memory 32Mi 64Mi"],
      true,
    ],
    [
      "a ratio",
      {
        message: forbidden(
          "cpu max limit to request ratio per Container is 2, but provided ratio is 10.000000",
        ),
        resources: { limits: { cpu: "2" }, requests: { cpu: "200m" } },
      },
      "limit-range-violated",
      ["web requests cpu 200m 1"],
      true,
    ],
    [
      "a request above the range's default limit",
      {
        message:
          'Pod "web-a-1" is invalid: spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1',
        resources: { requests: { cpu: "2" } },
      },
      "limit-range-violated",
      ["web limits cpu null 2"],
      true,
    ],
  ])("%s", async (_what, plan: Plan, cause, expected, isExclusive) => {
    const [candidate] = await refused(plan);
    expect(candidate?.cause).toBe(cause);
    expect(sizeChanges(candidate)).toEqual(expected);
    expect(candidate?.repair?.isExclusive).toBe(isExclusive);
  });
});
