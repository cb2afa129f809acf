import { withZonedTimes, zonedTime } from "../core/time-zone.ts";
import type { Notification } from "../domain/notification.ts";
import { type Messages, wordFor } from "./messages/messages.ts";
import { shortForm } from "./people.ts";

export interface Section {
  label: string;
  kind: "text" | "list" | "diff";
  lines: string[];
  /** For whoever looks closer; the rest is what a person needs at once. */
  isDetail?: true;
}

/** What one notification tells, in the order in which a person wants to read it; channels only lay it out. */
export interface Story {
  title: string;
  sentence: string;
  subject: string;
  state: string;
  sections: Section[];
}

/** Lines are untrusted text as the notification holds it: each channel makes them safe in its own way. */
export function storyOf(notification: Notification, messages: Messages, zone = "UTC"): Story {
  const timeZone = zoneOf(notification, zone);
  const { change, subject } = notification;
  const name = subject.namespace === "" ? subject.name : `${subject.namespace}/${subject.name}`;
  const state = notification.outcome ?? notification.status;
  return {
    ...messages.changes[change],
    subject: `${subject.kind} ${name}`,
    state: wordFor<string>({ ...messages.statuses, ...messages.outcomes }, state),
    sections: sectionsOf(notification, messages, timeZone).filter((section) => section.lines.length > 0),
  };
}

/** The zone of those who read it: as the rule that routed it says, or the environment. */
export function zoneOf({ route }: Pick<Notification, "route">, zone: string): string {
  return route?.timeZone ?? zone;
}

function sectionsOf(notification: Notification, messages: Messages, timeZone: string): Section[] {
  const { labels } = messages;
  const { cause } = notification;
  const text = (label: string, ...lines: string[]): Section => ({ label, kind: "text", lines });
  const causeText = cause === null ? labels.notDiagnosed : `${wordFor(messages.causes, cause)} (${cause})`;
  return [
    text(labels.summary, withZonedTimes(inWords(notification.summary, messages), timeZone)),
    text(labels.cause, causeText),
    ...decisionSections(notification.decision, messages, timeZone),
    ...attemptSections(notification.attempt, messages, timeZone),
    ...saidSections(notification, messages, timeZone),
    ...handoverSections(notification.handover, messages),
    ...planSections(notification.plan, messages),
    ...approvalSections(notification, messages, timeZone),
    ...detailSections(notification, messages, timeZone),
  ];
}

/** On what it rests, and what else is known: behind the decision, for it explains the same once more. */
function detailSections(notification: Notification, messages: Messages, timeZone: string): Section[] {
  const { labels } = messages;
  const { plan, handover, evidence } = notification;
  const say = (line: string) => inWords(line, messages);
  const verdict = plan && [`${wordFor(messages.verdicts, plan.verdict)} · ${plan.rule}`, say(plan.reason)];
  const sections: Section[] = [
    { label: labels.evidence, kind: "list", lines: evidence.map(say) },
    { label: labels.ruledOut, kind: "list", lines: (handover?.ruledOut ?? []).map(say) },
    { label: labels.verdict, kind: "text", lines: verdict ?? [] },
    ...pastSections(notification, messages, timeZone),
    ...notesSections(notification, messages),
  ];
  return sections.map((section) => ({ ...section, isDetail: true }));
}

function planSections(plan: Notification["plan"], messages: Messages): Section[] {
  if (plan === null) return [];
  const { labels } = messages;
  const say = (line: string) => inWords(line, messages);
  return [
    { label: labels.plan, kind: "text", lines: [say(plan.sentence)] },
    { label: labels.diff, kind: "diff", lines: plan.diff.filter((line) => !isTold(line, plan)).map(say) },
    {
      label: labels.risk,
      kind: "text",
      lines: [wordFor(messages.risks, plan.risk), ...plan.riskReasons.map(say)],
    },
    { label: labels.notes, kind: "list", lines: plan.notes.map(say) },
  ];
}

/** A plan of one action has said above what heads its difference. */
const isTold = (line: string, { sentence }: { sentence: string }) =>
  line.startsWith("  ") && sentence.includes(line.trim());

/** What an answer needs that is still awaited. */
function approvalSections(notification: Notification, messages: Messages, timeZone: string): Section[] {
  const { approval, plan, change, at } = notification;
  if (approval === null) return [];
  const { labels } = messages;
  const leftMs = Date.parse(approval.expiresAt) - Date.parse(at);
  const left = change === "escalated" ? [messages.timeLeft(Math.max(0, Math.round(leftMs / 60_000)))] : [];
  const { first } = approval;
  const counted = first
    ? messages.oneOfTwo(first.by, zonedTime(first.at, timeZone))
    : messages.approvalsWanted;
  const wanted = first || plan?.approvers === 2 ? [counted] : [];
  const onTheCard = plan?.decideOn === "card" ? [labels.onTheCard] : [];
  const named = plan?.decidedBy === undefined ? [] : [messages.decidedBy(whoDecides(plan.decidedBy))];
  return [
    { label: labels.timeLeft, kind: "text", lines: left },
    { label: labels.approvals, kind: "text", lines: [...wanted, ...onTheCard, ...named] },
  ];
}

/** Groups by their names and people by the short form of their ids; "&" where whoever decides must stand on both sides. */
export function whoDecides(lists: readonly (readonly string[])[]): string {
  const words = (name: string) => (name.startsWith("ou_") ? shortForm(name) : name);
  return lists.map((names) => names.map(words).join(", ")).join(" & ");
}

function saidSections({ said }: Notification, messages: Messages, timeZone: string): Section[] {
  if (said === null || said === undefined) return [];
  return [
    {
      label: messages.labels.said,
      kind: "text",
      lines: [`${wordsOf(said, messages)} · ${said.by} · ${zonedTime(said.at, timeZone)}`],
    },
  ];
}

type Said = NonNullable<Notification["said"]>;

function wordsOf({ cause, text }: Said, messages: Messages): string {
  const words = cause === null ? [] : [`${wordFor<string>(messages.causes, cause)} (${cause})`];
  return [...words, ...(text === "" ? [] : [text])].join(": ");
}

/** How the proposed action did before, what somebody said of the like, and how the like ended. */
function pastSections({ past }: Notification, messages: Messages, timeZone: string): Section[] {
  if (past === null || past === undefined) return [];
  const held = past.action === null ? [] : [messages.heldTimes({ ...past.action, action: past.action.type })];
  const said = past.incidents.flatMap((one) =>
    one.said === null
      ? []
      : [
          messages.saidThen({
            at: zonedTime(one.said.at, timeZone),
            by: one.said.by,
            words: wordsOf(one.said, messages),
          }),
        ],
  );
  const ended = past.incidents.map(({ subject, outcome, at }) =>
    messages.endedBefore({
      subject,
      at: zonedTime(at, timeZone),
      outcome: wordFor<string>(messages.outcomes, outcome),
    }),
  );
  return [{ label: messages.labels.past, kind: "list", lines: [...held, ...said, ...ended] }];
}

/** Two lines at most, and no address: whoever wants to read more opens the incident's page. */
function notesSections({ notes }: Notification, messages: Messages): Section[] {
  if (notes === null || notes === undefined) return [];
  const titles = notes.runbooks.length === 0 ? [] : [notes.runbooks.join(" · ")];
  const lines = [...titles, messages.notesOnPage(notes.others)];
  return [{ label: messages.labels.runbook, kind: "text", lines }];
}

function decisionSections(
  decision: Notification["decision"],
  messages: Messages,
  timeZone: string,
): Section[] {
  if (decision === null || decision === undefined) return [];
  const { state, reason, first } = decision;
  const { doors } = messages.pages.approval;
  const said = (word: string, { by, door, at }: { by: string; door: string; at: string }) =>
    [word, by, ...(door === "" ? [] : [wordFor<string>(doors, door)]), zonedTime(at, timeZone)].join(" · ");
  const words = said(wordFor<string>(messages.decided, state), decision);
  const before = first ? [said(messages.decided.approved, first)] : [];
  const lines = [...before, words, ...(reason === "" ? [] : [reason])];
  return [{ label: messages.labels.decision, kind: "text", lines }];
}

function attemptSections(attempt: Notification["attempt"], messages: Messages, timeZone: string): Section[] {
  if (attempt === null) return [];
  const { labels } = messages;
  const words = [
    messages.attemptNumber(attempt.number),
    attempt.result === null ? labels.underWay : wordFor(messages.results, attempt.result),
    ...(attempt.proof === null ? [] : [wordFor(messages.proofs, attempt.proof)]),
  ];
  const reason = attempt.reason === "" ? [] : [withZonedTimes(inWords(attempt.reason, messages), timeZone)];
  return [{ label: labels.attempt, kind: "text", lines: [words.join(" · "), ...reason] }];
}

function handoverSections(handover: Notification["handover"], messages: Messages): Section[] {
  if (handover === null) return [];
  const { labels } = messages;
  const say = (line: string) => inWords(line, messages);
  return [
    { label: labels.handover, kind: "text", lines: [say(handover.sentence)] },
    { label: labels.explanation, kind: "list", lines: handover.explanation ?? [] },
    { label: labels.affected, kind: "list", lines: (handover.affected ?? []).map(say) },
    { label: labels.tried, kind: "list", lines: handover.tried.map(say) },
    { label: labels.nextSteps, kind: "list", lines: handover.nextSteps.map(say) },
  ];
}

/** A sentence of ours as the reader's language has it; the mark before a line of a diff stays. */
function inWords(line: string, messages: Messages): string {
  const [, mark = "", rest = ""] = /^( *)(.*)$/s.exec(line) ?? [];
  return `${mark}${messages
    .phrase(rest)
    .map(({ text }) => text)
    .join("")}`;
}
