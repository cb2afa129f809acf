import fc from "fast-check";
import { z } from "zod";
import { silentLogger } from "../../../src/core/logger.ts";
import { answerReview } from "../../../src/guard/answer-review.ts";
import { applyJsonPatch } from "../../../src/kubernetes/json-patch-apply.ts";
import { refOf } from "../../../src/kubernetes/kubernetes-object.ts";
import { createMetrics } from "../../../src/metrics/metrics.ts";
import { repairAction } from "../../../src/remediation/actions/repair-action.ts";
import { begun, INCIDENT, NOW, requestOf, returning } from "../../guard/support/ledger.ts";
import { CASES } from "../../remediation/actions/data/cases.ts";
import { altered, alteredText } from "../altered.ts";
import { opened, type Target } from "../target.ts";

const settings = { verifySoakSeconds: 60, verifySoakMaxSeconds: 1800 };

/** Each action as it is planned, and the write of it as the API server tells of it. */
const planned = CASES.flatMap(({ object, type, parameters }) => {
  const repair = { type, parameters, target: refOf(object), isExclusive: false } as never;
  const trail = { incidentId: INCIDENT, attemptNumber: 1 };
  const made = repairAction({ object, repair, trail, longestRunSeconds: 0, settings });
  if ("impossible" in made || made.action.patch.length === 0) return [];
  const { action } = made;
  const request = requestOf("UPDATE", { oldObject: object, object: applyJsonPatch(object, action.patch) });
  const review = { apiVersion: "admission.k8s.io/v1", kind: "AdmissionReview", request };
  return [{ action, review: JSON.parse(JSON.stringify(review)) as unknown }];
});

const answerSchema = z.object({
  kind: z.literal("AdmissionReview"),
  response: z.object({ uid: z.string().max(128 * 1024), allowed: z.boolean() }),
});

const cases = fc.constantFrom(...planned).chain(({ action, review }) => {
  const body = altered(fc.constant(review)).map((one) => JSON.stringify(one));
  return fc.record({
    action: fc.constant(action),
    body: fc.oneof({ weight: 4, arbitrary: body }, alteredText(body)),
    plan: fc.oneof(
      { weight: 3, arbitrary: fc.constant(undefined) },
      altered(fc.constant(begun([action]).plan)),
    ),
    isReturn: fc.boolean(),
  });
});

export const ADMISSION: Target = {
  name: "admission",
  async open() {
    const metrics = createMetrics();
    const clock = { now: () => NOW, sleep: () => Promise.resolve(), wallMs: (ms: number) => ms };
    return opened({
      inputs: cases,
      async run({ action, body, plan, isReturn }) {
        const attempt = isReturn ? returning([action]) : begun([action]);
        const rows = [plan === undefined ? attempt : { ...attempt, plan: plan as never }];
        const ledger = { open: async () => rows };
        answerSchema.parse(await answerReview({ ledger, clock, logger: silentLogger, metrics }, body));
      },
    });
  },
};
