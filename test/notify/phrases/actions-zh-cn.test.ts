import { expect, test } from "vitest";
import type { Repair, RepairType } from "../../../src/domain/repair.ts";
import { refOf } from "../../../src/kubernetes/kubernetes-object.ts";
import { phrasesZhCn } from "../../../src/notify/messages/data/phrases-zh-cn/phrases.ts";
import { definitionOf } from "../../../src/remediation/actions/catalogue.ts";
import { repairAction } from "../../../src/remediation/actions/repair-action.ts";
import { riskOf } from "../../../src/remediation/planning/risk.ts";
import { rolloutStrategy } from "../../../src/remediation/planning/rollout-strategy.ts";
import { CASES } from "../../remediation/actions/data/cases.ts";

test.each(CASES)(
  "$type: $name is told in Chinese: action, proof, risk and reason",
  ({ object, type, parameters }) => {
    const repair = { type, parameters, target: refOf(object), isExclusive: false } as Repair;
    const made = repairAction({
      object,
      repair,
      trail: { incidentId: "incident-1", attemptNumber: 1 },
      longestRunSeconds: 0,
      settings: { verifySoakSeconds: 60, verifySoakMaxSeconds: 1800 },
    });
    if ("impossible" in made) throw new Error(made.impossible);
    const verdicts = [false, true].map((isExclusive) =>
      definitionOf<RepairType>({ ...repair, isExclusive } as Repair).verdict({
        ...repair,
        isExclusive,
      } as never),
    );
    const said = [
      made.action.sentence,
      made.action.proof.sentence,
      ...riskOf([made.action], object.kind, rolloutStrategy(object)).reasons,
      ...verdicts.map(({ reason }) => reason),
    ];
    // What the evidence gave as the basis is no sentence of the action's.
    const given = JSON.stringify(parameters);
    const kept = said
      .flatMap((text) => phrasesZhCn(text))
      .filter(({ text, isKept }) => isKept && !given.includes(text));
    expect(kept).toEqual([]);
  },
);
