import { type Check, ok, type Seen, warning } from "../check.ts";
import type { DoctorDeps } from "../doctor-deps.ts";

/** That it can be read at all was found out before; here is what it may lack. */
export function configurationCheck({ config, isGiven }: Pick<DoctorDeps, "config" | "isGiven">): Check {
  return {
    name: "configuration",
    needs: [],
    async run() {
      const { policy, http, notify } = config;
      const seen: Seen[] = [
        ok(
          `it can be used; AUTONOMY is ${policy.autonomy}${config.kubernetes.isDryRun ? ", and DRY_RUN writes nothing" : ""}`,
        ),
      ];
      const tellsPeople = notify.feishu.app.id !== undefined || notify.feishu.bot.webhookUrl() !== undefined;
      if (http.publicUrl === undefined && tellsPeople)
        seen.push(
          warning(
            "cards and messages carry no links",
            "set PUBLIC_URL to where people's browsers reach the service",
          ),
        );
      if (!tellsPeople && notify.feishu.bots().length === 0)
        seen.push(
          warning(
            "nobody is told of anything: what waits for a person waits on the page of approvals alone",
            "set FEISHU_APP_ID and its kin, or FEISHU_BOT_WEBHOOK_URL",
          ),
        );
      if (!config.kubernetes.isWatching && !isGiven("WEBHOOK_TOKEN"))
        seen.push(
          warning(
            "WATCH is off, so that only alerts are heard, and their token is the one made at the first start",
            "give Alertmanager the token of the data folder, or set WATCH to on",
          ),
        );
      return seen;
    },
  };
}
