import { given } from "../core/given.ts";
import type { Shutdown } from "../core/shutdown.ts";
import { createDiagnosis, type DiagnosisDeps } from "./create-diagnosis.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { createSampler } from "./sampling/create-sampler.ts";

type Options = Omit<DiagnosisDeps, "db" | "prometheusUrl" | "knowledge"> &
  Required<Pick<DiagnosisDeps, "db">> & {
    prometheusUrl: DiagnosisDeps["prometheusUrl"] | undefined;
    knowledge: DiagnosisDeps["knowledge"] | undefined;
    shutdown: Shutdown;
  };

/** The diagnosis, and where no Prometheus keeps samples over time, who keeps them. */
export function openDiagnosis({ prometheusUrl, knowledge, shutdown, ...deps }: Options): Diagnosis {
  if (prometheusUrl === undefined) {
    const sampler = createSampler(deps);
    sampler.start();
    shutdown.add("sampler", () => sampler.stop());
  }
  return createDiagnosis({
    ...deps,
    ...given("prometheusUrl", prometheusUrl),
    ...given("knowledge", knowledge),
  });
}
