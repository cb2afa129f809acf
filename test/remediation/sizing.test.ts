import fc from "fast-check";
import { expect, test } from "vitest";
import { overBounds } from "../../src/remediation/sizing/bounds.ts";
import { overCapacity } from "../../src/remediation/sizing/capacity.ts";
import { scaledRequest } from "../../src/remediation/sizing/scaled-request.ts";
import { targetLimit } from "../../src/remediation/sizing/target-limit.ts";
import { memoryCase } from "./support/memory-case.ts";

const MI = 2 ** 20;
const declared = { bytes: 225 * MI, from: "--vm-bytes 200M" };
const sampled = { bytes: 160 * MI, from: "sibling pods" };

test.each([
  [
    "the earlier good limit",
    { earlierGoodLimitBytes: 300 * MI, declaredNeed: declared },
    100,
    300,
    "earlier-revision",
  ],
  ["the declared need, tidied up", { declaredNeed: declared, sampledNeed: sampled }, 100, 230, "declared"],
  ["samples with head-room", { sampledNeed: sampled }, 100, 200, "sampled"],
  ["double where nothing is known", {}, 100, 200, "doubled"],
  ["an exact double, which is a size that a person wrote", {}, 48, 96, "doubled"],
  ["no more than double, in whole Mi", {}, 95.75, 191, "doubled"],
  ["double where the declared need was tried already", { declaredNeed: declared }, 230, 460, "doubled"],
  [
    "never lower than before",
    { earlierGoodLimitBytes: 90 * MI, sampledNeed: { bytes: MI, from: "" } },
    100,
    200,
    "doubled",
  ],
] as const)("takes %s", (_name, more, floorMi, wantedMi, basisKind) => {
  const target = targetLimit(memoryCase(more), floorMi * MI);
  expect({ mi: target.bytes / MI, basisKind: target.basisKind }).toEqual({ mi: wantedMi, basisKind });
});

test("raises twice within four times any first limit", () => {
  fc.assert(
    fc.property(fc.integer({ min: 4 * MI, max: 2 ** 33 }), (first) => {
      const second = targetLimit(memoryCase(), first).bytes;
      const third = targetLimit(memoryCase(), second).bytes;
      expect(second).toBeGreaterThan(first);
      expect(overBounds({ maxFactor: 4, maxBytes: 2 ** 40 }, first, third)).toBeUndefined();
    }),
  );
});

test.each([
  ["moves in the same ratio", 100, 50, 200, 100],
  ["doubles with the limit", 64, 33, 128, 66],
  ["stays equal, so that the class stays Guaranteed", 100, 100, 230, 230],
  ["stays unwritten", 100, null, 200, null],
  ["stays below the limit, so that the class stays Burstable", 64, 63, 65, 64],
])("the request %s", (_name, fromLimit, fromRequest, toLimit, wanted) => {
  const bytes = scaledRequest(fromLimit * MI, fromRequest === null ? null : fromRequest * MI, toLimit * MI);
  expect(bytes === null ? null : bytes / MI).toBe(wanted);
});

const demand = {
  replicas: 2,
  surge: 1,
  fromLimitBytes: 100 * MI,
  toLimitBytes: 200 * MI,
  fromRequestBytes: 100 * MI,
  toRequestBytes: 200 * MI,
  otherRequestBytes: 0,
  otherLimitBytes: 0,
};
const room = { freeBytes: [1024 * MI], quotas: [], limitRanges: [] };
const quota = { name: "q", resource: "requests.memory" as const };

test.each([
  ["the nodes have room", room, undefined],
  ["nothing is known of the nodes", { ...room, freeBytes: null }, undefined],
  ["the nodes together are too small", { ...room, freeBytes: [300 * MI] }, "do not fit"],
  ["no single node is large enough", { ...room, freeBytes: Array(9).fill(90 * MI) }, "for one pod"],
  [
    "the quota would be exceeded",
    { ...room, quotas: [{ ...quota, hardBytes: 500 * MI, usedBytes: 200 * MI }] },
    "ResourceQuota q",
  ],
  [
    "the range forbids it",
    { ...room, limitRanges: [{ name: "r", type: "Container" as const, maxBytes: 150 * MI, maxRatio: null }] },
    "LimitRange r",
  ],
])("says whether %s", (_name, capacity, wanted) => {
  const answer = overCapacity(capacity, demand);
  if (wanted === undefined) expect(answer).toBeUndefined();
  else expect(answer).toContain(wanted);
});
