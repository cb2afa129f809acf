import { availableParallelism, loadavg } from "node:os";
import { argsOf } from "../support/args-of.ts";
import { endOnSignal } from "../support/end-on-signal.ts";
import { playOnCluster } from "./cluster/play-cluster.ts";
import { LIBRARY } from "./library.ts";
import { databasesOf, startDatabases } from "./runner/databases.ts";
import type { Played } from "./runner/play.ts";
import { playInWorkers } from "./runner/play-in-workers.ts";
import { allRight, tableOf, totalsOf } from "./runner/table.ts";

const USAGE = `npm run scenarios [-- OPTIONS]

  --seed N      other names, numbers and neighbours (1)
  --only REGEX  those whose family/name it matches
  --json        the last line is one JSON object: totals and a row a case
  --jobs N      so many clusters at once, a core each (as many as are idle)

  --cluster     on the cluster of KUBECONFIG, in namespaces of its own, those that a real node can play
  --images DIR  with --cluster: the folder that the node's registry serves (blobs/, tags/)
  --state FILE  with --cluster: what was played already (.scenarios.jsonl); remove it to begin anew
  --together N  with --cluster: so many namespaces at once (10)
`;

/** On a sped-up clock a busy machine misses minutes. */
const idleCores = Math.max(1, availableParallelism() - Math.round(loadavg()[0] ?? 0));

const { values } = argsOf(USAGE, {
  options: {
    seed: { type: "string", default: "1" },
    only: { type: "string", default: "" },
    json: { type: "boolean", default: false },
    jobs: { type: "string", default: String(idleCores) },
    cluster: { type: "boolean", default: false },
    images: { type: "string", default: "" },
    state: { type: "string", default: ".scenarios.jsonl" },
    together: { type: "string", default: "10" },
  },
});
const [seed, jobs] = [Number(values.seed), Number(values.jobs)];
const chosen = LIBRARY.filter(({ family, name }) => new RegExp(values.only).test(`${family}/${name}`));

const tell = ({ said, seconds, family, name }: Played) => {
  const head = `${said.length === 0 ? "ok  " : "FAIL"} ${seconds.toFixed(1).padStart(6)} s  ${family} / ${name}`;
  process.stderr.write([head, ...said.map((text) => `       ${text}`), ""].join("\n"));
};

const { KUBECONFIG: kubeconfig = "" } = process.env;
const isClusterKnown = !values.cluster || (kubeconfig !== "" && values.images !== "");

if (
  !isClusterKnown ||
  !Number.isInteger(seed) ||
  !Number.isInteger(jobs) ||
  jobs < 1 ||
  chosen.length === 0
) {
  process.stderr.write(chosen.length === 0 ? `no scenario matches ${values.only}\n` : USAGE);
  process.exitCode = 2;
} else {
  const stop = new AbortController();
  // What was made on the cluster of others is taken away again before the end.
  if (values.cluster)
    for (const name of ["SIGINT", "SIGTERM"]) process.once(name, () => stop.abort(new Error("interrupted")));
  else endOnSignal();
  const { socketFolder, stop: stopDatabases } = await startDatabases();
  try {
    const run = { seed, onPlayed: tell, signal: stop.signal };
    const played = values.cluster
      ? await playOnCluster(chosen, {
          ...run,
          kubeconfig,
          imageFolder: values.images,
          stateFile: values.state,
          together: Number(values.together),
          newDatabase: databasesOf(socketFolder),
          note: (line) => process.stderr.write(`${line}\n`),
        })
      : await playInWorkers(chosen, { ...run, jobs, socketFolder });
    process.stdout.write(`${tableOf(played)}\n`);
    if (values.json)
      process.stdout.write(`${JSON.stringify({ seed, totals: totalsOf(played), rows: played })}\n`);
    process.exitCode = allRight(played) ? 0 : 1;
  } finally {
    await stopDatabases();
  }
}
