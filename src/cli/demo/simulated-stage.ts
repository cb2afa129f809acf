import { createClock } from "../../core/clock.ts";
import { untilAborted } from "../../core/until-aborted.ts";
import { createSimulatedCluster } from "../../simulation/create-simulated-cluster.ts";
import {
  createFeishuBotServer,
  type FeishuBotServer,
} from "../../simulation/feishu/bot/feishu-bot-server.ts";
import { untilKilledAgain } from "./killed-pod.ts";
import type { IncidentJson } from "./service-client.ts";
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
      for (const rule of story.scenario.behaviours) cluster.behave(rule);
      await cluster.apply(story.scenario.manifests);
      const result = await playStory(
        { ...story, begin: () => untilKilledAgain(kubeConfig, namespace, context.signal) },
        {
          client: stage.client,
          narrator: context.narrator,
          clock,
          sendAlert: stage.sendAlert,
          decide: (incident) => decide(context, stage, incident, bot),
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
  { options, narrator, signal }: PlayContext,
  stage: Stage,
  incident: IncidentJson,
  bot: FeishuBotServer,
): Promise<void> {
  const link = await linkOnCard(bot, `${stage.url}/approvals/`, signal);
  narrator.line(`a decision is wanted; the card's link: ${link}`);
  if (!options.yes || incident.plan === null) return;
  narrator.line("approved by --yes");
  await stage.client.decide(incident.id, incident.plan.digest, "approve");
}

/** The newest card's approval link, as a person in the chat would press it; the card comes a moment after the plan. */
async function linkOnCard(bot: FeishuBotServer, base: string, signal: AbortSignal): Promise<string> {
  for (let cards = 1; ; cards += 1) {
    const messages = await bot.waitForMessages(cards, signal);
    const texts = messages.slice(cards - 1).map(({ content }) => JSON.stringify(content));
    const link = texts.map((text) => linkIn(text, base)).findLast((found) => found !== undefined);
    if (link !== undefined) return link;
  }
}

function linkIn(text: string, base: string): string | undefined {
  const at = text.indexOf(base);
  return at < 0 ? undefined : text.slice(at, text.indexOf('"', at));
}

async function stayUp({ narrator, signal }: PlayContext, stage: Stage): Promise<void> {
  narrator.line(`the pages stay up at ${stage.url}/incidents until Ctrl+C`);
  await untilAborted(signal);
}
