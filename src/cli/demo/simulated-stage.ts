import type { KubeConfig } from "@kubernetes/client-node";
import { type Clock, createClock } from "../../core/clock.ts";
import { untilAborted } from "../../core/until-aborted.ts";
import { createSimulatedCluster, type SimulatedCluster } from "../../simulation/create-simulated-cluster.ts";
import { type DemoChat, openChat } from "./chat.ts";
import { untilKilledAgain } from "./killed-pod.ts";
import type { IncidentJson } from "./service-client.ts";
import { NO_MODEL, type PlayContext, type Played, raiseStage, type Stage } from "./stage.ts";
import { type SimulatedStory, STORIES } from "./stories.ts";
import { playStory } from "./story.ts";

/** Seconds of the story that pass in one of the reader's. */
const RATE = 30;
const STORY_TIMEOUT_MS = 60_000;
/** How long the demo waits for a person's decision. */
const WAIT_FOR_PERSON_MS = 30 * 60_000;
/** The same in seconds of the story: half an hour of its time would be over before the card is read. */
const WAIT_FOR_PERSON_SECONDS = (WAIT_FOR_PERSON_MS / 1000) * RATE;
/** How long a card may take to show how its incident ended; wall time. */
const CARD_BOUND_MS = 15_000;

interface Show {
  context: PlayContext;
  clock: Clock;
  cluster: SimulatedCluster;
  kubeConfig: KubeConfig;
  chat: DemoChat;
  stage: Stage;
}

/** Plays all stories on a simulated cluster, with a chat that stands in for Feishu, on a clock that is sped up. */
export async function playOnSimulation(context: PlayContext): Promise<Played[]> {
  const nowMs = createClock().now().getTime();
  const clock = createClock({ originMs: nowMs, anchorMs: nowMs, rate: RATE });
  const cluster = createSimulatedCluster({ clock });
  const { kubeConfig } = await cluster.start();
  const chat = await openChat(clock);
  try {
    const env = {
      APPROVAL_TIMEOUT_SECONDS: String(WAIT_FOR_PERSON_SECONDS),
      ...context.env,
      ...NO_MODEL,
      ...chat.env,
      WATCH: "off",
    };
    const stage = await raiseStage({ env, clock, kubeConfig });
    try {
      await chat.connect(stage.url);
      return await playAll({ context, clock, cluster, kubeConfig, chat, stage });
    } finally {
      await stage.end();
    }
  } finally {
    await chat.stop();
    await cluster.stop();
  }
}

async function playAll(show: Show): Promise<Played[]> {
  const { context, chat, stage } = show;
  const { narrator } = context;
  narrator.line(`the chat with its cards: ${chat.page(stage.language)}`);
  narrator.line(`the incidents' pages:    ${stage.url}/incidents (token ${stage.operatorToken})`);
  const played: Played[] = [];
  for (const story of STORIES) {
    const result = await play(show, story);
    if (context.options.json) context.write(`${JSON.stringify(result.incident)}\n`);
    played.push(result);
  }
  if (!context.options.once) {
    narrator.line("chat and pages stay up until Ctrl+C");
    await untilAborted(context.signal);
  }
  return played;
}

/** The story ends as it should when its incident does, and the card in the chat says so. */
async function play(show: Show, story: SimulatedStory): Promise<Played> {
  const { context, clock, cluster, kubeConfig, stage } = show;
  for (const rule of story.scenario.behaviours) cluster.behave(rule);
  await cluster.apply(story.scenario.manifests);
  const result = await playStory(
    { ...story, begin: () => untilKilledAgain(kubeConfig, story.namespace, context.signal) },
    {
      client: stage.client,
      narrator: context.narrator,
      clock,
      sendAlert: stage.sendAlert,
      decide: (incident) => decide(show, incident),
      timeoutMs: context.options.once ? STORY_TIMEOUT_MS : WAIT_FOR_PERSON_MS,
      signal: context.signal,
    },
  );
  const isShown = await tellCard(show, result.incident);
  return { ...result, ok: result.ok && isShown };
}

/** By `--yes` as a person would, on the card; else it says where a person may. */
async function decide({ context, chat, stage }: Show, incident: IncidentJson): Promise<void> {
  const { narrator, options, signal } = context;
  const { messageId } = await chat.cardThatAsks(incident.id, signal);
  narrator.line(`a decision is wanted, on the card: ${chat.page(stage.language, messageId)}`);
  if (!options.yes) return narrator.line(`or on the page: ${stage.url}/incidents/${incident.id}`);
  narrator.line(`--yes presses "approve" on the card; the chat shows: ${await chat.approve(messageId)}`);
}

async function tellCard({ context, chat, stage }: Show, incident: IncidentJson): Promise<boolean> {
  const title = await chat.titleOnceItShows(incident.id, stage.stateWord(incident), CARD_BOUND_MS);
  context.narrator.line(
    title === undefined
      ? `NOT AS EXPECTED: its card does not show that it is "${stage.stateWord(incident)}"`
      : `its card was updated in place and says: ${title}`,
  );
  return title !== undefined;
}
