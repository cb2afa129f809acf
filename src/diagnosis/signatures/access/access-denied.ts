import { describeRef } from "../../../domain/object-ref.ts";
import { whyDenied } from "../../access/bindings.ts";
import { type Denial, denialIn } from "../../access/denial.ts";
import { grantManifest } from "../../access/grant-manifest.ts";
import { logDraft } from "../../evidence-drafts.ts";
import { found } from "../../found.ts";
import { logLines } from "../../logs/log-lines.ts";
import type { Signature } from "../../signature.ts";

/** The API server refuses what the program asks for. Rights are a person's to give: the exact change is shown. */
export const accessDenied: Signature = {
  name: "access-denied",
  family: "access",
  explains: [
    {
      cause: "access-denied",
      evidence: ["the log: what the API server refused; roles and bindings of the account"],
      repairs: [],
    },
  ],
  diagnose(facts) {
    const told = logLines(facts).flatMap((line) => {
      const denial = denialIn(line.text);
      return denial === undefined ? [] : [{ line, denial }];
    });
    const [first] = told;
    if (first === undefined) return [];
    const { denial, line } = first;
    const why = facts.access && whyDenied(denial, facts.access);
    const all = told
      .map((one) => one.denial)
      .filter((one, index, list) => list.findIndex((other) => textOf(other) === textOf(one)) === index);
    return [
      found("access-denied", {
        confidence: 0.95,
        sentence: `${describeRef(facts.object)} is not allowed what it needs: ServiceAccount ${denial.namespace}/${denial.account} may not ${all.slice(0, 4).map(textOf).join(", nor ")}${why === undefined ? "" : `; ${why}`}.`,
        support: [logDraft(line.log, facts.object.namespace, line.text, facts.at)],
        advice: [
          {
            text: "Allow exactly this, if the program should have it",
            manifest: all.slice(0, 4).map(grantManifest).join("---\n"),
          },
          {
            text: "See what it may do",
            command: `kubectl auth can-i ${denial.verb} ${denial.resource}${denial.group === "" ? "" : `.${denial.group}`} ${denial.target === "" ? "-A" : `-n ${denial.target}`} --as=system:serviceaccount:${denial.namespace}:${denial.account}`,
          },
        ],
      }),
    ];
  },
};

const textOf = ({ verb, resource, subresource, group, target }: Denial) =>
  `${verb} ${resource}${subresource === "" ? "" : `/${subresource}`}${group === "" ? "" : `.${group}`} ${target === "" ? "at the cluster scope" : `in namespace ${target}`}`;
