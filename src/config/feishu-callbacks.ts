import type { EnvironmentValues } from "./environment.ts";
import { isGiven } from "./read-environment.ts";

/** How the platform tells of presses: to an address of ours, on a connection that we open, or not at all. */
export type FeishuCallbacks = NonNullable<EnvironmentValues["FEISHU_CALLBACKS"]>;

/** Unset: whoever gave a key to prove requests by expects them. */
export function feishuCallbacks(
  values: Pick<EnvironmentValues, "FEISHU_CALLBACKS" | "FEISHU_ENCRYPT_KEY">,
): FeishuCallbacks {
  return values.FEISHU_CALLBACKS ?? (values.FEISHU_ENCRYPT_KEY === undefined ? "off" : "door");
}

/** Anything else the SDK refuses to connect with, and says so in its own log alone. */
const APP_ID = /^cli_[0-9a-fA-F]{16}$/;

/** A door that is checked by half, or a way that cannot work, is a problem at the start rather than at the first press. */
export function feishuCallbackProblems(env: NodeJS.ProcessEnv): string[] {
  const chosen = env.FEISHU_CALLBACKS === "" ? undefined : env.FEISHU_CALLBACKS;
  const has = (name: Parameters<typeof isGiven>[1]) => isGiven(env, name);
  const problems: string[] = [];
  if ((chosen === "door" || chosen === "long-connection") && !has("FEISHU_APP_ID"))
    problems.push(
      `FEISHU_APP_ID must be set where FEISHU_CALLBACKS is ${chosen}: presses are told to an app`,
    );
  if (chosen === "door" && !has("FEISHU_ENCRYPT_KEY"))
    problems.push(
      "FEISHU_ENCRYPT_KEY must be set where FEISHU_CALLBACKS is door: without it no callback can be proven",
    );
  if ((chosen ?? "door") === "door" && has("FEISHU_ENCRYPT_KEY") && !has("FEISHU_VERIFICATION_TOKEN"))
    problems.push(
      "FEISHU_VERIFICATION_TOKEN must be set where FEISHU_ENCRYPT_KEY is: callbacks would be checked by half; it stands beside the key on the app's page (FEISHU_CALLBACKS=off takes none)",
    );
  const appId = env.FEISHU_APP_ID;
  if (chosen === "long-connection" && appId !== undefined && appId !== "" && !APP_ID.test(appId))
    problems.push(
      "FEISHU_APP_ID must be cli_ and 16 hexadecimal digits where FEISHU_CALLBACKS is long-connection",
    );
  return problems;
}
