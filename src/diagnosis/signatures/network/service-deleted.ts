import { describeRef } from "../../../domain/object-ref.ts";
import { logDraft } from "../../evidence-drafts.ts";
import { found } from "../../found.ts";
import { dependenciesInTrouble } from "../../network/dependencies.ts";
import { podLabels, podPorts } from "../../network/service-view.ts";
import type { Signature } from "../../signature.ts";

/** A workload of the called name is there, and no Service leads to it. */
export const serviceDeleted: Signature = {
  name: "service-deleted",
  family: "routing",
  explains: [
    {
      cause: "service-deleted",
      evidence: ["calls to a name without a Service, beside a workload of that name"],
      repairs: [],
    },
  ],
  diagnose(facts) {
    return dependenciesInTrouble(facts).flatMap(({ resolved, to, call }) => {
      if (resolved.kind !== "missing") return [];
      const { namespace, name } = resolved;
      const workload = [facts.around, ...facts.beyond]
        .flatMap(({ workloads }) => workloads)
        .find(({ metadata }) => metadata.namespace === namespace && metadata.name === name);
      if (workload === undefined) return [];
      const port = to.port ?? [...podPorts(workload).values()][0];
      const manifest = [
        "apiVersion: v1",
        "kind: Service",
        "metadata:",
        `  name: ${name}`,
        `  namespace: ${namespace}`,
        "spec:",
        "  selector:",
        ...Object.entries(podLabels(workload)).map(([key, value]) => `    ${key}: ${JSON.stringify(value)}`),
        "  ports:",
        `  - port: ${port ?? "PORT"}`,
        `    targetPort: ${[...podPorts(workload).values()][0] ?? port ?? "PORT"}`,
        "",
      ].join("\n");
      return [
        found("service-deleted", {
          confidence: call?.to === undefined ? 0.65 : 0.91,
          sentence: `${describeRef(facts.object)} calls ${to.host}, and there is no Service ${namespace}/${name}, though ${workload.kind} ${name} is there: the Service is missing.`,
          support:
            call === undefined ? [] : [logDraft(call.at.log, facts.object.namespace, call.line, facts.at)],
          object: { apiVersion: "v1", kind: "Service", namespace, name, uid: "" },
          advice: [{ text: "Make the Service again", manifest }],
        }),
      ];
    });
  },
};
