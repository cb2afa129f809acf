import { parseArgs } from "node:util";
import { paintFor } from "../colours.ts";
import { listSchema } from "./incident-json.ts";
import { listLines } from "./incident-lines.ts";
import type { IncidentVerb } from "./verb.ts";

export const listVerb: IncidentVerb = {
  usage: "list [-n NAMESPACE] [--status STATUS] [--cause CAUSE] [--limit N] [--after ID] [-o table|json]",
  read(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        namespace: { type: "string", short: "n" },
        status: { type: "string" },
        cause: { type: "string" },
        limit: { type: "string" },
        after: { type: "string" },
        output: { type: "string", short: "o", default: "table" },
        url: { type: "string" },
      },
    });
    const { output, url, ...filter } = values;
    if (positionals.length > 0 || !["table", "json"].includes(output)) return undefined;
    return {
      url,
      async run({ api, out, err, env, now }) {
        const answer = await api.get("/incidents", filter);
        if (output === "json") return void out.write(`${JSON.stringify(answer, null, 2)}\n`);
        const { incidents, next } = listSchema.parse(answer);
        if (incidents.length === 0) return void err.write("no incidents\n");
        for (const text of listLines(incidents, { now, paint: paintFor(out, env) })) out.write(`${text}\n`);
        if (next !== null) err.write(`there are older ones: --after ${next}\n`);
      },
    };
  },
};
