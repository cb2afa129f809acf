import { parseArgs } from "node:util";
import { paintFor } from "../colours.ts";
import { incidentSchema } from "./incident-json.ts";
import { incidentLines } from "./incident-lines.ts";
import type { IncidentVerb } from "./verb.ts";

export const showVerb: IncidentVerb = {
  usage: "show INCIDENT [-o text|json]",
  read(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { output: { type: "string", short: "o", default: "text" }, url: { type: "string" } },
    });
    const [id, ...more] = positionals;
    const { output, url } = values;
    if (id === undefined || more.length > 0 || !["text", "json"].includes(output)) return undefined;
    return {
      url,
      async run({ api, out, env, now }) {
        const answer = await api.get(`/incidents/${encodeURIComponent(id)}`);
        if (output === "json") return void out.write(`${JSON.stringify(answer, null, 2)}\n`);
        const lines = incidentLines(incidentSchema.parse(answer), { now, paint: paintFor(out, env) });
        for (const text of lines) out.write(`${text}\n`);
      },
    };
  },
};
