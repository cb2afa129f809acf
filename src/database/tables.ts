import type { ColumnType, Generated, JSONColumnType } from "kysely";
import type { ApprovalDoor, ApprovalState, Decision, FirstYes } from "../domain/approval.ts";
import type { Attempt, AttemptResult, Proof, Verification } from "../domain/attempt.ts";
import type { Calm } from "../domain/calm.ts";
import type { Cause } from "../domain/cause.ts";
import type { Finding } from "../domain/finding.ts";
import type { Handover } from "../domain/handover.ts";
import type { IncidentStatus, Outcome } from "../domain/incident.ts";
import type { Change, Notification } from "../domain/notification.ts";
import type { ObjectRef } from "../domain/object-ref.ts";
import type { Plan } from "../domain/plan.ts";
import type { Severity } from "../domain/severity.ts";
import type { SignalSource, Suspect } from "../domain/signal.ts";
import type { Symptom } from "../domain/symptom.ts";
import type { BreakerTables } from "./tables-of-breakers.ts";
import type { IncidentAnswerTable, IncidentHintTable, LessonTable } from "./tables-of-experience.ts";
import type { ChannelRequestTable, WrongTokenTable } from "./tables-of-limits.ts";
import type { ModelAnswerTable, ModelSpendTable } from "./tables-of-models.ts";
import type { RunbookTable, SearchResultTable, SearchTable } from "./tables-of-research.ts";
import type { TablesOfRetention } from "./tables-of-retention.ts";
import type { MemorySampleTable } from "./tables-of-samples.ts";
import type { AgentStepTable } from "./tables-of-steps.ts";
import type { TablesOfStop } from "./tables-of-stop.ts";

/** A jsonb column: read as its value, written as JSON text. */
type JsonOf<T extends object | null> = ColumnType<
  T,
  string | (T extends null ? null : never),
  string | (T extends null ? null : never)
>;

export interface Tables extends BreakerTables, TablesOfRetention, TablesOfStop {
  settings: { name: string; value: string };
  leases: { name: string; holder: string; expires_at: Date };
  alerts: AlertTable;
  signals: SignalTable;
  incidents: IncidentTable;
  incident_symptoms: { incident_id: string; symptom: Symptom; last_at: Date };
  audit: AuditTable;
  agent_steps: AgentStepTable;
  approvals: ApprovalTable;
  attempts: AttemptTable;
  turns: { target_key: string; incident_id: string; taken_at: Date };
  ledger_fields: LedgerFieldTable;
  /** Written by earlier versions alone; `lessons` took its place. */
  experience: { cause: string; action: string; shape: string; held: number; failed: number; last_at: Date };
  lessons: LessonTable;
  incident_answers: IncidentAnswerTable;
  incident_hints: IncidentHintTable;
  outbox: OutboxTable;
  pauses: { cluster: string; object_key: string; until: Date; by: string; at: Date };
  /** What people asked for on cards and nobody has looked at. */
  undo_requests: { attempt_id: string; incident_id: string; by: string; reason: string; asked_at: Date };
  cards: CardTable;
  card_handles: CardHandleTable;
  channel_requests: ChannelRequestTable;
  wrong_tokens: WrongTokenTable;
  /** Nonces and event ids of callbacks that were taken, on whichever replica. */
  seen_callbacks: { id: string; seen_at: Date };
  model_spend: ModelSpendTable;
  model_answers: ModelAnswerTable;
  runbooks: RunbookTable;
  searches: SearchTable;
  search_results: SearchResultTable;
  memory_samples: MemorySampleTable;
}

export interface AlertTable {
  id: string;
  fingerprint: string;
  starts_at: Date;
  status: "firing" | "resolved";
  ends_at: Date | null;
  labels: JSONColumnType<Record<string, string>>;
  annotations: JSONColumnType<Record<string, string>>;
  generator_url: string;
  group_key: string;
  receiver: string;
  received_at: Date;
  last_received_at: Date;
  deliveries: number;
  incident_id: string | null;
  reason: string | null;
}

export interface SignalTable {
  id: string;
  key: string;
  source: SignalSource;
  symptom: Symptom;
  suspect: JSONColumnType<Suspect>;
  at: Date;
  detail: string;
  alert_id: string | null;
  state: "pending" | "joined" | "refused";
  tries: number;
  due_at: Date;
  incident_id: string | null;
  reason: string | null;
  created_at: Date;
  /** The object as it was last seen, where it is gone since. */
  record: ColumnType<Record<string, unknown> | null, string | null | undefined, string | null>;
  severity: Generated<Severity>;
}

export interface IncidentTable {
  id: string;
  cluster: string;
  subject_api_version: string;
  subject_group: string;
  subject_kind: string;
  subject_namespace: string;
  subject_name: string;
  subject_uid: string;
  workload: JsonOf<ObjectRef | null>;
  status: IncidentStatus;
  /** Since when the incident has its status. */
  status_at: Date | null;
  outcome: Outcome | null;
  cause: Cause | null;
  confidence: number | null;
  summary: string;
  finding: JsonOf<Finding | null>;
  plan: JsonOf<Plan | null>;
  approval_id: string | null;
  attempt_id: string | null;
  handover: JsonOf<Handover | null>;
  merged_into: string | null;
  caused_by: string | null;
  opened_at: Date;
  closed_at: Date | null;
  last_symptom_at: Date;
  due_at: Date | null;
  watch_until: Date | null;
  epoch: number;
  sequence: number;
  /** The LangGraph thread of the run under way; null between runs. */
  thread_id: string | null;
  /** Runs in a row that failed for good. */
  failures: Generated<number>;
  /** Since when, by our own looks, nothing of the workload has ended; null where something has, or nobody looked. */
  calm: ColumnType<Calm | null, string | null | undefined, string | null>;
  /** The pattern of the object at fault; null until it is known. */
  shape: ColumnType<string | null, string | null | undefined, string | null>;
  /** The worst of its signals. */
  severity: Generated<Severity>;
}

export interface AuditTable {
  incident_id: string;
  sequence: number;
  kind: string;
  at: Date;
  text: string;
  code_version: string;
  input: JSONColumnType<object>;
  output: JSONColumnType<object>;
  previous_hash: string;
  hash: string;
  /** The agent's step that wrote it, where an agent did. */
  step: ColumnType<string | null, string | null | undefined, never>;
}

export interface ApprovalTable {
  id: string;
  incident_id: string;
  plan_digest: string;
  token_hash: string;
  state: ApprovalState;
  created_at: Date;
  expires_at: Date;
  decided_at: Date | null;
  decided_by: string | null;
  door: ApprovalDoor | null;
  reason: string | null;
  /** Somebody said "not now": when the question is put again. */
  ask_again_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
  /** When people are reminded of it by name. */
  escalate_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
  /** The yes of one person where two are wanted. */
  first_yes: ColumnType<FirstYes | null, string | null | undefined, string | null>;
}

export interface AttemptTable {
  id: string;
  incident_id: string;
  number: number;
  target_key: string;
  plan_digest: string;
  plan: JSONColumnType<Plan>;
  pre_image: JSONColumnType<Record<string, unknown>>;
  before: JSONColumnType<Attempt["before"]>;
  steps: JSONColumnType<string[]>;
  applied_generation: number | null;
  verification: JSONColumnType<Verification>;
  previous_run_seconds: number;
  failure: string | null;
  result: AttemptResult | null;
  proof: Proof | null;
  started_at: Date;
  applied_at: Date | null;
  ended_at: Date | null;
}

export interface LedgerFieldTable {
  cluster: string;
  target_key: string;
  path: string;
  /** The last value that we did not write: bounds count from it. */
  foreign_value: string | null;
  our_value: string | null;
  /** Our changes since the last foreign value. */
  changes: number;
  updated_at: Date;
}

export interface OutboxTable {
  id: string;
  incident_id: string;
  /** The audit row that this tells of. */
  sequence: number;
  change: Change;
  channel: string;
  notification: JSONColumnType<Notification>;
  state: "pending" | "sending" | "sent" | "given-up";
  tries: number;
  due_at: Date;
  sent_at: Date | null;
  error: string | null;
  created_at: Date;
}

export interface CardTable {
  /** Of a copy in another chat, the channel and the chat's id. */
  channel: string;
  incident_id: string;
  message_id: string;
  chat_id: string;
  sent_at: Date;
  /** When it last took on a newer state. */
  shown_at: Date;
}

export interface CardHandleTable {
  handle: string;
  incident_id: string;
  plan_digest: string | null;
  action: Decision;
  created_at: Date;
}
