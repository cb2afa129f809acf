import { z } from "zod";

export interface NamedBot {
  name: string;
  webhookUrl: string;
  secret?: string;
}

const BOT = /^([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)\s+(https?:\/\/\S+)(?:\s+(\S+))?$/;

/** "NAME ADDRESS [SECRET]", several separated by semicolons or lines. No message repeats the value: it is a secret. */
export const namedBots = z
  .string()
  .transform((value, context): NamedBot[] => {
    const entries = value.split(/[;\n]/).map((entry) => entry.trim());
    return entries
      .filter((entry) => entry !== "")
      .flatMap((entry, index) => {
        const [, name, webhookUrl, secret] = BOT.exec(entry) ?? [];
        if (name !== undefined && webhookUrl !== undefined && URL.canParse(webhookUrl))
          return [{ name, webhookUrl, ...(secret !== undefined && { secret }) }];
        context.addIssue({
          code: "custom",
          message: `must be "name address [secret]", separated by semicolons or lines: entry ${index + 1} is not`,
        });
        return [];
      });
  })
  .refine((bots) => bots.every(({ name }) => name !== "default"), "must name no bot default")
  .refine((bots) => new Set(bots.map(({ name }) => name)).size === bots.length, "must name each bot once");
