import type { Provider } from "../llm/provider.ts";
import type { WebSearch } from "../search/web-search.ts";
import type { Check } from "./check.ts";
import { alertmanagerCheck } from "./checks/alertmanager.ts";
import { apiServerCheck } from "./checks/api-server.ts";
import { clockCheck } from "./checks/clock.ts";
import { configurationCheck } from "./checks/configuration.ts";
import { dataFolderCheck } from "./checks/data-folder.ts";
import { databaseCheck } from "./checks/database.ts";
import { feishuCheck } from "./checks/feishu.ts";
import { guardCheck } from "./checks/guard.ts";
import { migrationsCheck } from "./checks/migrations.ts";
import { modelCheck } from "./checks/model.ts";
import { policyCheck } from "./checks/policy.ts";
import { prometheusCheck } from "./checks/prometheus.ts";
import { rightsCheck } from "./checks/rights.ts";
import { rightsTooWideCheck } from "./checks/rights-too-wide.ts";
import { searchCheck } from "./checks/search.ts";
import { serviceCheck } from "./checks/service.ts";
import { watchCheck } from "./checks/watch.ts";
import type { DoctorDeps } from "./doctor-deps.ts";
import { missingOf } from "./rights/access-review.ts";
import type { Missing } from "./rights/missing.ts";
import { readRules } from "./rights/rules-review.ts";

/** Every check, each after those that it needs. */
export function allChecks(
  deps: DoctorDeps & { provider: Provider | undefined; web: WebSearch | undefined },
): Check[] {
  const missing: Missing = (rights, where) => missingOf(deps.cluster(), rights, where);
  return [
    configurationCheck(deps),
    policyCheck(deps),
    dataFolderCheck(deps),
    databaseCheck(deps),
    migrationsCheck(deps),
    apiServerCheck(deps),
    clockCheck(deps),
    rightsCheck({ ...deps, missing }),
    rightsTooWideCheck({ ...deps, missing, rulesIn: (...of) => readRules(deps.cluster(), ...of) }),
    watchCheck(deps),
    guardCheck(deps),
    serviceCheck(deps),
    alertmanagerCheck(deps),
    prometheusCheck(deps),
    modelCheck(deps),
    searchCheck(deps),
    feishuCheck(deps),
  ];
}
