import { createClock } from "../../core/clock.ts";
import { untilAborted } from "../../core/until-aborted.ts";
import { createSimulatedCluster } from "../../simulation/create-simulated-cluster.ts";
import { createFeishuBotServer } from "../../simulation/feishu-bot-server.ts";
import { untilKilledAgain } from "./killed-pod.ts";
import { type PlayContext, type Played, raiseStage, type Stage } from "./stage.ts";
import { STORIES } from "./stories.ts";
import { playStory } from "./story.ts";

/** Seconds of the story that pass in one of the reader's. */
const RATE = 30;
const STORY_TIMEOUT_MS = 60_000;
const BOT_SECRET = "demo";

/** Plays all stories on a simulated cluster, with a stand-in for Feishu, on a clock that is sped up. */
export async function playOnSimulation(context: PlayContext): Promise<Played[]> {
  const nowMs = createClock().now().getTime();
  const clock = createClock({ originMs: nowMs, anchorMs: nowMs, rate: RATE });
  const cluster = createSimulatedCluster({ clock });
  const bot = createFeishuBotServer({ secret: BOT_SECRET, clock });
  const { kubeConfig } = await cluster.start();
  const { url: botUrl } = await bot.start();
  const env = {
    FEISHU_BOT_WEBHOOK_URL: botUrl,
    FEISHU_BOT_SECRET: BOT_SECRET,
    ...context.env,
    WATCH: "off",
  };
  const stage = await raiseStage({ env, clock, kubeConfig });
  try {
    context.narrator.line(`pages at ${stage.url}/incidents (token ${stage.operatorToken})`);
    const played: Played[] = [];
    for (const story of STORIES) {
      const { namespace } = story;
      for (const rule of story.behaviours) cluster.behave(rule);
      await cluster.apply(story.objects);
      const result = await playStory(
        { ...story, begin: () => untilKilledAgain(kubeConfig, namespace, context.signal) },
        {
          client: stage.client,
          narrator: context.narrator,
          clock,
          sendAlert: stage.sendAlert,
          decide: (incident) => decide(context, stage, incident.id, incident.plan?.digest ?? ""),
          timeoutMs: context.options.once ? STORY_TIMEOUT_MS : WAIT_FOR_PERSON_MS,
          signal: context.signal,
        },
      );
      if (context.options.json) context.write(`${JSON.stringify(result.incident)}\n`);
      played.push(result);
    }
    context.narrator.line(`Feishu's stand-in took ${bot.messages().length} cards`);
    if (!context.options.once) await stayUp(context, stage);
    return played;
  } finally {
    await stage.end();
    await bot.stop();
    await cluster.stop();
  }
}

/** How long the demo waits for a person's decision. */
const WAIT_FOR_PERSON_MS = 30 * 60_000;

async function decide(
  { options, narrator }: PlayContext,
  stage: Stage,
  id: string,
  digest: string,
): Promise<void> {
  if (!options.yes) {
    narrator.line(`a decision is wanted: open ${stage.url}/incidents/${id} (token ${stage.operatorToken})`);
    return;
  }
  narrator.line("approved by --yes");
  await stage.client.decide(id, digest, "approve");
}

async function stayUp({ narrator, signal }: PlayContext, stage: Stage): Promise<void> {
  narrator.line(`the pages stay up at ${stage.url}/incidents until Ctrl+C`);
  await untilAborted(signal);
}
