import { createClock } from "../../core/clock.ts";
import { createSimulatedCluster } from "../../simulation/create-simulated-cluster.ts";
import { createFakeOpenAi, FAKE_API_KEY } from "../../simulation/openai/create-fake-openai.ts";
import { goodModel } from "../../simulation/openai/good-model.ts";
import { unknownSetting } from "../../simulation/scenarios/unknown-setting.ts";
import type { IncidentJson } from "./service-client.ts";
import { NO_MODEL, type PlayContext, type Played, raiseStage, type Stage } from "./stage.ts";
import { ENDINGS } from "./stories.ts";
import { followToRest, outcomeOf } from "./story.ts";

const RATE = 30;
const STORY_TIMEOUT_MS = 60_000;
const WAIT_FOR_PERSON_MS = 30 * 60_000;

/** The same trouble twice: with a stand-in for a model, which the service reaches as it would a real one, and without. */
export async function playWithModel(context: PlayContext): Promise<Played[]> {
  const nowMs = createClock().now().getTime();
  const clock = createClock({ originMs: nowMs, anchorMs: nowMs, rate: RATE });
  const cluster = createSimulatedCluster({ clock });
  const model = createFakeOpenAi({ clock: createClock(), script: goodModel });
  const { kubeConfig } = await cluster.start();
  const { url } = await model.start();
  const parts = [
    {
      namespace: "reports",
      title: "with a model",
      env: { OPENAI_API_KEY: FAKE_API_KEY, OPENAI_BASE_URL: url },
    },
    { namespace: "reports-without", title: "without a model", env: {} },
  ];
  const played: Played[] = [];
  try {
    for (const { namespace, title, env } of parts) {
      const scenario = unknownSetting(namespace);
      const watch = { WATCH: "on", WATCH_NAMESPACES: namespace };
      const stage = await raiseStage({
        env: { ...context.env, ...NO_MODEL, ...env, ...watch },
        clock,
        kubeConfig,
      });
      try {
        context.narrator.heading(`${scenario.title}: ${title}`);
        for (const rule of scenario.behaviours) cluster.behave(rule);
        await cluster.apply(scenario.manifests);
        const incident = await followToRest(namespace, {
          client: stage.client,
          narrator: context.narrator,
          decide: (asked) => decide(context, stage, asked),
          timeoutMs: context.options.once ? STORY_TIMEOUT_MS : WAIT_FOR_PERSON_MS,
          signal: context.signal,
        });
        const expected = ENDINGS[title === "with a model" ? scenario.ending : "needs-person"];
        const ok = expected.holds(incident);
        context.narrator.end(ok, `${expected.text}: incident is ${incident.status}${outcomeOf(incident)}`);
        if (context.options.json) context.write(`${JSON.stringify(incident)}\n`);
        played.push({ incident, ok });
      } finally {
        await stage.end();
      }
    }
    context.narrator.line(`the stand-in for a model answered ${model.requests.length} questions`);
    return played;
  } finally {
    await model.stop();
    await cluster.stop();
  }
}

async function decide(
  { options, narrator }: PlayContext,
  stage: Stage,
  incident: IncidentJson,
): Promise<void> {
  narrator.line(
    `a decision is wanted at ${stage.url}/incidents/${incident.id} (token ${stage.operatorToken})`,
  );
  if (!options.yes || incident.plan === null) return;
  narrator.line("approved by --yes");
  await stage.client.decide(incident.id, incident.plan.digest, "approve");
}
