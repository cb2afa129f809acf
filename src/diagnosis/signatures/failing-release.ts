import { describeRef } from "../../domain/object-ref.ts";
import { templateDigest } from "../../kubernetes/kubernetes-object.ts";
import type { Candidate } from "../candidate.ts";
import type { Facts } from "../facts.ts";
import { pullFailureOf } from "../images/pull-failure.ts";
import { blamesNobody } from "../network/dependencies.ts";
import { formatSeconds } from "../quantity.ts";
import { explaining } from "../revisions/explains.ts";
import { goneSince } from "../revisions/gone-since.ts";
import { type LastGood, lastGood } from "../revisions/last-good.ts";
import { changedAt, comesFrom, configsChangedSince, unreachableLines } from "../revisions/outside.ts";
import { type Change, whatChanged } from "../revisions/what-changed.ts";
import type { Signature } from "../signature.ts";
import { troubleEvidence } from "../told.ts";
import type { Trouble } from "../troubles/trouble.ts";
import { troublesOf } from "../troubles/troubles-of.ts";

/** Troubles that a template can bring about; a memory kill has signatures of its own. */
const OF_A_TEMPLATE: ReadonlySet<Trouble["kind"]> = new Set([
  "image",
  "config",
  "start",
  "crash",
  "not-ready",
  "unschedulable",
  "mount",
  "creating",
  "refused",
]);

/**
 * The newest revision fails where the one before it ran, and what differs between the two explains how it fails: going
 * back is the repair. What fails because of something outside of the template fails in the old one too, sooner or later.
 */
export const failingRelease: Signature = {
  name: "failing-release",
  family: "release",
  explains: [
    {
      cause: "bad-release",
      evidence: [
        "an earlier revision that was available, or still serves",
        "what differs between the two templates explains how the newest fails",
      ],
      repairs: ["RollBackRevision"],
    },
  ],
  diagnose(facts) {
    const known = lastGood(facts);
    const trouble = known && worstOf(facts, known);
    if (known === undefined || trouble === undefined) return [];
    const changes = whatChanged(known.good.template, known.newest.template);
    const weighty = explaining(changes, trouble).filter(({ kind }) => kind !== "metadata");
    const refusal = whyNot(facts, { known, trouble, changes, weighty });
    return [
      refusal === undefined
        ? candidate(facts, { known, trouble, weighty })
        : { ...none, contradictions: [refusal] },
    ];
  },
};

const none: Candidate = {
  cause: "bad-release",
  confidence: 0,
  sentence: "",
  support: [],
  contradictions: [],
  memory: null,
  rollback: null,
};

/** A registry comes back mostly, and then the release goes on by itself; after so long a person may want to go back. */
const AWAY = { seconds: 840, reason: "the registry does not answer, and the pull is being tried again" };

interface Case {
  known: LastGood;
  trouble: Trouble;
  changes: Change[];
  /** The changes that can explain the trouble. */
  weighty: Change[];
}

function worstOf(facts: Facts, { newest }: LastGood): Trouble | undefined {
  const own = troublesOf(facts).filter(
    ({ kind, revision }) => OF_A_TEMPLATE.has(kind) && (revision === "" || revision === newest.name),
  );
  return own.find(({ isSettled }) => isSettled);
}

function whyNot(facts: Facts, { known, trouble, changes, weighty }: Case): string | undefined {
  const { good, newest } = known;
  if (changes.every(({ kind }) => kind === "metadata"))
    return `nothing of weight differs from revision ${good.number}: what makes it fail lies outside of the template`;
  if (weighty.length === 0)
    return `what differs from revision ${good.number} (${told(changes)}) does not explain ${trouble.reason || trouble.kind}`;
  const gone = goneSince(facts, good);
  if (gone !== undefined)
    return `revision ${good.number} needs ${gone}, which does not exist any more: its pods could not start`;
  const isOldIllToo = troublesOf(facts).some(
    ({ kind, revision }) => kind === trouble.kind && revision === good.name && kind !== "unschedulable",
  );
  if (isOldIllToo) return `pods of revision ${good.number} fail in the same way`;
  const ran = secondsUntilTrouble(facts, known, trouble);
  if (ran > Math.max(600, known.ranSeconds))
    return `revision ${newest.number} ran for ${formatSeconds(ran)} before it began to fail, longer than revision ${good.number}`;
  const lines = unreachableLines(facts, trouble);
  const isBlamed = lines.length > 0 && !lines.some((line) => comesFrom(weighty, line));
  if (isBlamed && !weighty.some(({ kind }) => kind === "image" || kind === "command"))
    return `its log blames something that the rollout did not touch: ${lines.at(-1)}`;
  return undefined;
}

/** From the rollout to the first sign of trouble. */
function secondsUntilTrouble(facts: Facts, { newest, good }: LastGood, trouble: Trouble): number {
  const starts = facts.pods
    .filter(({ revision }) => revision === newest.name)
    .map(({ createdAt }) => createdAt);
  const began = newest.servedFrom ?? good.servedUntil ?? starts.toSorted()[0] ?? "";
  const first = Math.min(Date.parse(trouble.since), Date.parse(facts.openedAt));
  const seconds = Math.round((first - Date.parse(began)) / 1000);
  return Number.isFinite(seconds) ? Math.max(0, seconds) : 0;
}

function candidate(facts: Facts, { known, trouble, weighty }: Omit<Case, "changes">): Candidate {
  const { newest, good, proof, ranSeconds } = known;
  const doubts = doubtsOf(facts, { known, trouble, weighty });
  const isAway = trouble.kind === "image" && pullFailureOf(trouble.reason, trouble.words) === "unavailable";
  const isExclusive = proof !== "short" && doubts.length === 0 && !isAway;
  const why = `${known.text}, and revision ${newest.number} fails (${trouble.reason || trouble.kind}); what changed: ${told(weighty)}`;
  return {
    ...none,
    confidence: isExclusive ? 0.96 : isAway ? 0.87 : doubts.length > 0 ? 0.5 : 0.75,
    sentence: `Revision ${newest.number} of ${describeRef(facts.object)} fails where revision ${good.number} ran: ${why}.`,
    support: [
      {
        kind: "revision",
        source: `kubectl rollout history -n ${facts.object.namespace} ${facts.object.kind.toLowerCase()}/${facts.object.name} --revision=${good.number}`,
        at: good.servedUntil ?? facts.at,
        text: why,
      },
      ...troubleEvidence(facts, trouble),
    ],
    contradictions: doubts,
    ...(isAway ? { waitFor: AWAY } : {}),
    rollback: {
      to: good.object,
      toRevision: good.number,
      fromRevision: newest.number,
      fromTemplate: templateDigest(facts.workload),
      ranSeconds,
      template: good.template.raw,
      why,
      isExclusive,
    },
  };
}

/** What else could explain it: then a person chooses. */
function doubtsOf(facts: Facts, { known, trouble, weighty }: Omit<Case, "changes">): string[] {
  if (!["crash", "not-ready", "failed"].includes(trouble.kind)) return [];
  // A name that nobody has was never answered: it is a slip of the new revision, whose image may hold it.
  const lines = unreachableLines(facts, trouble).filter((line) => !blamesNobody(facts, line));
  const isBlamed = lines.length > 0 && !lines.some((line) => comesFrom(weighty, line));
  const since = known.newest.servedFrom ?? known.good.servedUntil ?? "";
  const slackMs = 5 * 60_000;
  const edited = configsChangedSince(facts, since === "" ? facts.openedAt : since)
    .concat(
      configsChangedSince(
        facts,
        new Date((Date.parse(since) || Date.parse(facts.at)) - slackMs).toISOString(),
      ),
    )
    .filter((item, index, all) => all.indexOf(item) === index)
    .filter(
      (item) => !weighty.some(({ to }) => JSON.stringify(to ?? null).includes(`"${item.metadata.name}"`)),
    );
  return [
    ...(isBlamed ? [`its log also blames something that the rollout did not touch: ${lines.at(-1)}`] : []),
    ...edited.map(
      (item) => `ConfigMap ${item.metadata.name}, which it reads, was changed too (${changedAt(item)})`,
    ),
  ];
}

const told = (changes: readonly Change[]): string => {
  const texts = changes.map(({ text }) => text);
  return texts.length > 4 ? `${texts.slice(0, 4).join("; ")} and ${texts.length - 4} more` : texts.join("; ");
};
