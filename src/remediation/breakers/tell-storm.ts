import type { BreakerRecord } from "../../domain/breaker.ts";
import type { Finding } from "../../domain/finding.ts";
import type { Handover } from "../../domain/handover.ts";
import type { Incident } from "../../domain/incident.ts";
import { SUBJECT_COLUMNS, subjectOf } from "../../incidents/subject-columns.ts";
import type { Run } from "../remediation.ts";
import type { RemediationDeps } from "../remediation-deps.ts";
import { after, quietSeconds } from "../steps/run-context.ts";
import { groundName, readCommonGround } from "./common-ground.ts";

/** Known and handed over at once: no model and no signature has to find out that many fail together. */
export async function tellStorm(
  deps: RemediationDeps,
  run: Run,
  { incident, storm }: { incident: Incident; storm: BreakerRecord },
): Promise<void> {
  const members = await membersOf(deps, storm);
  const subjects = members.map(({ subject }) => subject);
  const ground = await readCommonGround(deps.reader, { cluster: incident.cluster, subjects }, run.signal);
  const at = deps.clock.now();
  const name = groundName(incident.subject);
  const finding: Finding = {
    cause: "many-fail-together",
    object: incident.subject,
    confidence: 1,
    sentence: `${name}: ${storm.reason}`,
    evidence: ground.signs.map((text, index) => ({
      id: `storm-${index + 1}`,
      kind: "computed",
      source: "pods and incidents",
      at: at.toISOString(),
      text,
    })),
    ruledOut: [],
    memory: null,
    rollback: null,
    repair: null,
    advice: [],
  };
  const quietAt = after(at, quietSeconds(deps, incident));
  const input = { breaker: storm.id, members: members.length, signs: ground.signs };
  await deps.store.withClaim("plan.commit", run.claim, async (tx) => {
    await tx.advance({ type: "diagnosed", finding }, { text: finding.sentence, input, output: finding });
    const text = handoverOf(tx.incident, storm, members);
    await tx.advance(
      { type: "handed-over", handover: text, quietAt },
      { text: text.sentence, input, output: { handover: text } },
    );
  });
}

/** At most so many are named. */
const MOST_NAMED = 20;

async function membersOf(
  deps: RemediationDeps,
  storm: BreakerRecord,
): Promise<{ subject: Incident["subject"]; summary: string }[]> {
  const since = after(storm.openedAt, -deps.settings.blast.stormWindowSeconds);
  const rows = await deps.db
    .selectFrom("incidents")
    .select(SUBJECT_COLUMNS)
    .select(["id", "summary"])
    .where("opened_at", ">", since)
    .where("status", "<>", "closed")
    .where("id", "<>", storm.incidentId)
    .orderBy("opened_at")
    .execute();
  return rows.map((row) => ({ summary: row.summary, subject: subjectOf(row) }));
}

function handoverOf(
  incident: Incident,
  storm: BreakerRecord,
  members: readonly { summary: string }[],
): Handover {
  const more = members.length - MOST_NAMED;
  return {
    sentence: `${groundName(incident.subject)}: ${storm.reason} — nothing is changed one by one; changes are made again once they recover, or once somebody lifts the storm breaker`,
    since: incident.openedAt.toISOString(),
    affected: [
      `${members.length} workloads`,
      ...members.slice(0, MOST_NAMED).map(({ summary }) => summary),
      ...(more > 0 ? [`${more} more`] : []),
    ],
    evidence: incident.finding?.evidence ?? [],
    ruledOut: [],
    tried: [],
    nextSteps: [
      { text: "See whether nodes are well", command: "kubectl get nodes --output wide" },
      {
        text: "See what the newest warnings have in common",
        command: "kubectl events --all-namespaces --types=Warning",
      },
      {
        text: "See which pods do not run, and where",
        command: "kubectl get pods --all-namespaces --output wide --field-selector status.phase!=Running",
      },
      {
        text: "When the common cause is gone, or is known to be none: lift the storm breaker on the page Breakers",
      },
    ],
  };
}
