import { z } from "zod";

/** Whom a notification is meant for, as the policy's `notify` rules say; null stands for what the environment names. */
export const routeSchema = z.object({
  /** The rule that decided; null where none did. */
  rule: z.string().nullable(),
  /** Chat of the app bot. */
  chat: z.string().nullable(),
  /** Another chat of it that is asked too when nobody answers. */
  escalateTo: z.string().nullable(),
  /** Open ids of the people who are mentioned then. */
  mention: z.array(z.string()),
  /** Names of custom bots. */
  bots: z.array(z.string()).nullable(),
  /** IANA name of the readers' zone. */
  timeZone: z.string().nullable(),
});
export type Route = z.infer<typeof routeSchema>;

/** The custom bot of FEISHU_BOT_WEBHOOK_URL, and its channel. */
export const HOME_BOT = "default";
export const HOME_BOT_CHANNEL = "feishu-bot";

export function channelOfBot(name: string): string {
  return name === HOME_BOT ? HOME_BOT_CHANNEL : `${HOME_BOT_CHANNEL}/${name}`;
}

/** Whether a channel is to tell of it: a rule chooses among custom bots; what is no bot of that kind always is. */
export function isMeantFor(channel: string, route: Pick<Route, "bots"> | undefined): boolean {
  if (channel !== HOME_BOT_CHANNEL && !channel.startsWith(`${HOME_BOT_CHANNEL}/`)) return true;
  return (route?.bots ?? [HOME_BOT]).map(channelOfBot).includes(channel);
}
