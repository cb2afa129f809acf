import {
  CLUSTER,
  gained,
  gauge,
  grown,
  inLedger,
  mean,
  quantile,
  rated,
  SUBJECT,
  share,
} from "../expressions.ts";

export interface PanelQuery {
  expr: string;
  legend?: string;
}
/** `figures` are single numbers, `lines` go over time, a `table` has a row for each combination of labels. */
export interface PanelOf {
  kind: "figures" | "lines" | "table";
  title: string;
  meaning: string;
  width: number;
  unit: string;
  queries: readonly PanelQuery[];
}
export interface RowOf {
  title: string;
  panels: readonly PanelOf[];
}

const ENDED = 'result!="running"';
const VERIFIED = 'result="verified"';
const UNDONE = 'result=~"rolled-back|rollback-failed|kept"';
const CLOSED = 'status="closed"';
const FIXED = 'outcome="fixed"';
const WAITING = 'status=~"awaiting-approval|needs-person"';

const one = (expr: string, legend = ""): PanelQuery[] => [{ expr, legend }];

/** From a symptom to the proof, each step by the metric that times it. */
const STEPS: readonly [legend: string, metric: string, ...matchers: string[]][] = [
  ["detect", "time_to_detect_seconds"],
  ["decide", "phase_seconds", 'phase="investigating"'],
  ["wait for people", "phase_seconds", 'phase="awaiting-approval"'],
  ["fix", "phase_seconds", 'phase="applying"'],
  ["prove", "phase_seconds", 'phase="verifying"'],
];
const steps = (of: number): PanelQuery[] =>
  STEPS.map(([legend, metric, ...matchers]) => ({ legend, expr: quantile(of, metric, ...matchers) }));

const repaired: RowOf = {
  title: "What was repaired, and how surely",
  panels: [
    {
      kind: "figures",
      title: "Incidents fixed",
      meaning: "Closed as fixed within the range: the change was proven.",
      width: 4,
      unit: "short",
      queries: one(gained("ledger_incidents", "", CLOSED, FIXED)),
    },
    {
      kind: "figures",
      title: "Attempts that held",
      meaning: "Of all attempts that ended within the range, those that were proven.",
      width: 4,
      unit: "percentunit",
      queries: one(share(gained("ledger_attempts", "", VERIFIED), gained("ledger_attempts", "", ENDED))),
    },
    {
      kind: "figures",
      title: "Proven in full",
      meaning:
        "Of what was proven, that which ran for the whole soak. The rest is provisional, and watched on.",
      width: 4,
      unit: "percentunit",
      queries: one(
        share(
          gained("ledger_attempts", "", VERIFIED, 'proof="full"'),
          gained("ledger_attempts", "", VERIFIED),
        ),
      ),
    },
    {
      kind: "figures",
      title: "How sure findings were",
      meaning: "Mean confidence of the findings within the range.",
      width: 4,
      unit: "percentunit",
      queries: one(mean("finding_confidence", "")),
    },
    {
      kind: "figures",
      title: "How incidents ended",
      meaning: "Incidents closed within the range, by outcome.",
      width: 8,
      unit: "short",
      queries: one(gained("ledger_incidents", "outcome", CLOSED), "{{outcome}}"),
    },
    {
      kind: "table",
      title: "Repaired",
      meaning: "Attempts that were proven within the range.",
      width: 12,
      unit: "short",
      queries: one(gained("ledger_attempts", "subject_namespace, cause, action, proof", VERIFIED)),
    },
    {
      kind: "lines",
      title: "Incidents by status",
      meaning: "Incidents that are not closed.",
      width: 12,
      unit: "short",
      queries: one(gauge("max", "incidents_open", "cluster, status"), "{{cluster}} {{status}}"),
    },
  ],
};

const times: RowOf = {
  title: "Time to detect, decide, fix and prove",
  panels: [
    {
      kind: "figures",
      title: "Half took no longer than",
      meaning:
        "The median of each step within the range. Detect counts from the first symptom, as its source tells.",
      width: 12,
      unit: "s",
      queries: steps(0.5),
    },
    {
      kind: "figures",
      title: "Nine of ten took no longer than",
      meaning: "The 90th percentile of each step within the range.",
      width: 12,
      unit: "s",
      queries: steps(0.9),
    },
    {
      kind: "lines",
      title: "Mean time to fix by namespace",
      meaning: "From opened to proven, of all incidents that were fixed.",
      width: 12,
      unit: "s",
      queries: one(
        `${inLedger("ledger_fix_seconds", "subject_namespace")} / ${inLedger("ledger_incidents", "subject_namespace", CLOSED, FIXED)}`,
        "{{subject_namespace}}",
      ),
    },
    {
      kind: "lines",
      title: "Mean time to fix by cause",
      meaning: "From opened to proven, of all incidents that were fixed.",
      width: 12,
      unit: "s",
      queries: one(
        `${inLedger("ledger_fix_seconds", "cause")} / ${inLedger("ledger_incidents", "cause", CLOSED, FIXED)}`,
        "{{cause}}",
      ),
    },
  ],
};

const people: RowOf = {
  title: "What waits for people",
  panels: [
    {
      kind: "table",
      title: "With a person now",
      meaning: "Questions without an answer, and incidents that were handed to a person.",
      width: 8,
      unit: "short",
      queries: one(inLedger("ledger_incidents", "subject_namespace, status, cause", WAITING)),
    },
    {
      kind: "figures",
      title: "Decisions",
      meaning: "What people decided within the range, and through which door.",
      width: 8,
      unit: "short",
      queries: one(grown("approvals_total", "decision, door"), "{{decision}} {{door}}"),
    },
    {
      kind: "lines",
      title: "Messages",
      meaning: "What was sent to people, by channel and how it went.",
      width: 8,
      unit: "cps",
      queries: one(rated("notifications_total", "channel, result"), "{{channel}} {{result}}"),
    },
  ],
};

const results: RowOf = {
  title: "Success and return, by action and cause",
  panels: [
    {
      kind: "table",
      title: "How attempts ended, by action",
      meaning: "Attempts of the range.",
      width: 12,
      unit: "short",
      queries: one(gained("ledger_attempts", "action, result")),
    },
    {
      kind: "table",
      title: "How attempts ended, by cause",
      meaning: "Attempts of the range.",
      width: 12,
      unit: "short",
      queries: one(gained("ledger_attempts", "cause, result")),
    },
    ...["action", "cause"].flatMap((by): PanelOf[] => [
      {
        kind: "lines",
        title: `Share that held, by ${by}`,
        meaning: "Of all attempts that ended, those that were proven.",
        width: 6,
        unit: "percentunit",
        queries: one(
          share(inLedger("ledger_attempts", by, VERIFIED), inLedger("ledger_attempts", by, ENDED)),
          `{{${by}}}`,
        ),
      },
      {
        kind: "lines",
        title: `Share that was put back, by ${by}`,
        meaning:
          "Of all attempts that ended, those that did not hold: put back, not to be put back, or kept as the better state.",
        width: 6,
        unit: "percentunit",
        queries: one(
          share(inLedger("ledger_attempts", by, UNDONE), inLedger("ledger_attempts", by, ENDED)),
          `{{${by}}}`,
        ),
      },
    ]),
    {
      kind: "figures",
      title: "Returns",
      meaning: "Changes put back within the range, and whether that could be done.",
      width: 8,
      unit: "short",
      queries: one(grown("rollbacks_total", "result"), "{{result}}"),
    },
    {
      kind: "figures",
      title: "Verdicts of the policy",
      meaning: "Plans judged within the range.",
      width: 8,
      unit: "short",
      queries: one(grown("policy_verdicts_total", "verdict"), "{{verdict}}"),
    },
    {
      kind: "figures",
      title: "Breakers",
      meaning: "1 while a breaker stops changes.",
      width: 8,
      unit: "short",
      queries: one(gauge("max", "breaker_open", "breaker"), "{{breaker}}"),
    },
  ],
};

const models: RowOf = {
  title: "Models",
  panels: [
    {
      kind: "figures",
      title: "Cost",
      meaning: "Money spent within the range, in the currency of MODEL_PRICES; 0 where no prices are set.",
      width: 6,
      unit: "short",
      queries: one(grown("model_cost_total", "cluster"), "{{cluster}}"),
    },
    {
      kind: "lines",
      title: "Tokens",
      meaning: "Sent to models, and received.",
      width: 9,
      unit: "cps",
      queries: one(rated("model_tokens_total", "kind"), "{{kind}}"),
    },
    {
      kind: "lines",
      title: "Questions",
      meaning: "By agent, and how they went.",
      width: 9,
      unit: "cps",
      queries: one(rated("model_requests_total", "agent, result"), "{{agent}} {{result}}"),
    },
  ],
};

const health: RowOf = {
  title: "Queue and API",
  panels: [
    {
      kind: "lines",
      title: "Oldest work that is due",
      meaning: "Seconds that the oldest row has waited.",
      width: 6,
      unit: "s",
      queries: one(gauge("max", "queue_oldest_seconds", "cluster"), "{{cluster}}"),
    },
    {
      kind: "lines",
      title: "Jobs",
      meaning: "In the queue, by state.",
      width: 6,
      unit: "short",
      queries: one(gauge("max", "queue_jobs", "state"), "{{state}}"),
    },
    {
      kind: "lines",
      title: "Requests to the API server",
      meaning: "By verb and code.",
      width: 6,
      unit: "reqps",
      queries: one(rated("kubernetes_requests_total", "verb, code"), "{{verb}} {{code}}"),
    },
    {
      kind: "lines",
      title: "What the service stands on",
      meaning: "1 while the part answers, to every replica.",
      width: 6,
      unit: "short",
      queries: one(gauge("min", "part_up", "part"), "{{part}}"),
    },
    {
      kind: "lines",
      title: "Alerts accepted",
      meaning: "By status.",
      width: 6,
      unit: "cps",
      queries: one(rated("alerts_received_total", "status"), "{{status}}"),
    },
    {
      kind: "figures",
      title: "Answer to a webhook",
      meaning: "99 of 100 within the range were answered in this time.",
      width: 6,
      unit: "s",
      queries: one(quantile(0.99, "webhook_seconds")),
    },
    {
      kind: "lines",
      title: "Runs of the agents",
      meaning: "By how they ended.",
      width: 6,
      unit: "cps",
      queries: one(rated("runs_total", "result"), "{{result}}"),
    },
    {
      kind: "lines",
      title: "Changes told to wait",
      meaning: "By the rule that held them.",
      width: 6,
      unit: "cps",
      queries: one(rated("changes_held_total", "rule"), "{{rule}}"),
    },
  ],
};

const EVENT_LABELS = "incident, subject_kind, subject_namespace, subject_name, cause, outcome, url";

/** When incidents were opened or closed, in the milliseconds that Grafana reckons with. */
export const incidentTimes = (event: "opened" | "closed"): string =>
  `max by (${EVENT_LABELS}) (kube_autofix_incident_timestamp_seconds{${SUBJECT}, event="${event}"}) * 1000`;

const recent: RowOf = {
  title: "Incidents of the last hour",
  panels: [
    {
      kind: "table",
      title: "Closed",
      meaning: "The newest, with the link to the page of each where PUBLIC_URL is set.",
      width: 24,
      unit: "dateTimeAsIso",
      queries: one(incidentTimes("closed")),
    },
  ],
};

export const ROWS: readonly RowOf[] = [repaired, times, people, results, recent, models, health];
/** What the lists of the variables are read from. */
export const VARIABLES = {
  cluster: "label_values(kube_autofix_part_up, cluster)",
  namespace: `label_values(kube_autofix_ledger_incidents{${CLUSTER}}, subject_namespace)`,
} as const;
