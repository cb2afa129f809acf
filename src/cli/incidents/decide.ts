import { parseArgs } from "node:util";
import { z } from "zod";
import { OperationError } from "../../core/errors.ts";
import { given } from "../../core/given.ts";
import { paintFor } from "../colours.ts";
import { incidentSchema } from "./incident-json.ts";
import { planLines } from "./incident-lines.ts";
import type { IncidentVerb, VerbContext } from "./verb.ts";

const answerSchema = z.object({ message: z.string() });

type OfAPlan = "approve" | "reject";
type OfAnIncident = "pause" | "take-over";

/**
 * Decides the plan that is shown, and no other: its digest goes with the decision. Without `--digest` the plan is printed,
 * and `--yes` says that whatever is planned right now is meant.
 */
export const planVerb = (decision: OfAPlan): IncidentVerb => ({
  usage: `${decision} INCIDENT (--digest DIGEST | --yes) [--comment TEXT]`,
  read(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        digest: { type: "string" },
        yes: { type: "boolean", default: false },
        comment: { type: "string", default: "" },
        url: { type: "string" },
      },
    });
    const [id, ...more] = positionals;
    const { digest, yes, comment, url } = values;
    if (id === undefined || more.length > 0 || (digest !== undefined && !/^[0-9a-f]{12,64}$/.test(digest)))
      return undefined;
    return {
      url,
      async run(context) {
        const plan = await plannedNow(context, id);
        if (digest === undefined && !yes) throw notSaid(decision, id, plan.digest);
        if (digest !== undefined && !plan.digest.startsWith(digest))
          throw refused(
            `the plan is another one now (${plan.digest.slice(0, 12)}): look at it again, nothing was decided`,
          );
        await decide(context, id, { decision, comment, digest: plan.digest });
      },
    };
  },
});

/** What is said of an incident, whatever is planned. */
export const incidentVerb = (decision: OfAnIncident): IncidentVerb => ({
  usage: `${decision} INCIDENT${decision === "pause" ? " [--minutes N]" : ""} [--comment TEXT]`,
  read(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        minutes: { type: "string" },
        comment: { type: "string", default: "" },
        url: { type: "string" },
      },
    });
    const [id, ...more] = positionals;
    const { minutes } = values;
    if (id === undefined || more.length > 0 || !/^[1-9]\d{0,5}$/.test(minutes ?? "1")) return undefined;
    if (minutes !== undefined && decision !== "pause") return undefined;
    return {
      url: values.url,
      run: (context) =>
        decide(context, id, {
          decision,
          comment: values.comment,
          ...given("minutes", minutes === undefined ? undefined : Number(minutes)),
        }),
    };
  },
});

async function plannedNow({ api, out, env }: VerbContext, id: string) {
  const { plan, approval } = incidentSchema.parse(await api.get(`/incidents/${encodeURIComponent(id)}`));
  if (plan === null || approval?.state !== "pending")
    throw refused(
      "nothing waits for a decision here: see `kube-autofix incidents list --status awaiting-approval`",
    );
  for (const text of planLines({ plan }, paintFor(out, env))) out.write(`${text}\n`);
  return plan;
}

async function decide({ api, out }: VerbContext, id: string, body: object): Promise<void> {
  const answer = await api.post(`/incidents/${encodeURIComponent(id)}/decision`, body);
  out.write(`${answerSchema.parse(answer).message}\n`);
}

const notSaid = (decision: OfAPlan, id: string, digest: string) =>
  refused(
    `nothing was decided: to ${decision} what is shown, run: kube-autofix incidents ${decision} ${id} --digest ${digest.slice(0, 12)}`,
  );

const refused = (message: string) => new OperationError(message, { reason: "invalid", retryable: false });
