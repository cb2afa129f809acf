import { parseArgs } from "node:util";
import { z } from "zod";
import { OperationError } from "../../core/errors.ts";
import { given } from "../../core/given.ts";
import { isLasting } from "../../domain/lengths.ts";
import { paintFor } from "../colours.ts";
import { incidentSchema } from "./incident-json.ts";
import { planLines } from "./incident-lines.ts";
import type { IncidentVerb, VerbContext } from "./verb.ts";

const answerSchema = z.object({ message: z.string() });

type OfAPlan = "approve" | "reject" | "not-now";
type OfAnIncident = "pause" | "take-over";

const OPTIONS = {
  minutes: { type: "string" },
  comment: { type: "string", default: "" },
  url: { type: "string" },
} as const;

/**
 * Decides the plan that is shown, and no other: its digest goes with the decision. Without `--digest` the plan is printed,
 * and `--yes` says that whatever is planned right now is meant.
 */
export const planVerb = (decision: OfAPlan): IncidentVerb => ({
  usage: `${decision} INCIDENT (--digest DIGEST | --yes)${minutesOf(decision)} [--comment TEXT]`,
  read(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        ...OPTIONS,
        digest: { type: "string" },
        yes: { type: "boolean", default: false },
      },
    });
    const [id, ...more] = positionals;
    const { digest, yes, comment, minutes, url } = values;
    if (id === undefined || more.length > 0 || (digest !== undefined && !/^[0-9a-f]{12,64}$/.test(digest)))
      return undefined;
    if (!areMinutes(decision, minutes)) return undefined;
    return {
      url,
      async run(context) {
        const plan = await plannedNow(context, id);
        if (digest === undefined && !yes) throw notSaid(decision, id, plan.digest);
        if (digest !== undefined && !plan.digest.startsWith(digest))
          throw refused(
            `the plan is another one now (${plan.digest.slice(0, 12)}): look at it again, nothing was decided`,
          );
        await decide(context, id, { decision, comment, digest: plan.digest, ...asNumber(minutes) });
      },
    };
  },
});

/** What is said of an incident, whatever is planned. */
export const incidentVerb = (decision: OfAnIncident): IncidentVerb => ({
  usage: `${decision} INCIDENT${minutesOf(decision)} [--comment TEXT]`,
  read(args) {
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options: OPTIONS });
    const [id, ...more] = positionals;
    const { minutes, comment, url } = values;
    if (id === undefined || more.length > 0 || !areMinutes(decision, minutes)) return undefined;
    return {
      url,
      run: (context) => decide(context, id, { decision, comment, ...asNumber(minutes) }),
    };
  },
});

const minutesOf = (decision: string) => (isLasting(decision) ? " [--minutes N]" : "");

/** Whether that was said as it can be meant; nothing said is the shortest of the service's choices. */
const areMinutes = (decision: string, text: string | undefined) =>
  text === undefined || (isLasting(decision) && /^[1-9]\d{0,5}$/.test(text));

const asNumber = (text: string | undefined) =>
  given("minutes", text === undefined ? undefined : Number(text));

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
