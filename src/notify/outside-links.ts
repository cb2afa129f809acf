import { given } from "../core/given.ts";
import type { Place, Placeholder } from "../domain/place.ts";
import { isAllowedHost, publicAddress } from "../search/allowed-host.ts";

/** Links to what others keep of an incident; a link that cannot be made is absent. */
export interface OutsideLinks {
  logs?: string;
  /** What an alert names, where its host is allowed. */
  runbook?: string;
}

export interface OutsideLinksOptions {
  /** LOGS_URL, with its placeholders. */
  logsUrl: string | undefined;
  /** In place of the cluster's id. */
  clusterName: string | undefined;
  /** Hosts that a link to a runbook may lead to, each with all below it. */
  runbookHosts: () => readonly string[];
}

const HOUR_MS = 3_600_000;
const MAX_VALUE = 253;
const MAX_ADDRESS = 2_000;

/** The values are untrusted: they are encoded, and the template's host is fixed. Pure but for the hosts of the policy. */
export function createOutsideLinks(options: OutsideLinksOptions): (place: Place) => OutsideLinks {
  return (place) => ({
    ...given("logs", logsLink(options, place)),
    ...given("runbook", runbookLink(place.runbookUrls, options.runbookHosts())),
  });
}

function logsLink({ logsUrl, clusterName }: OutsideLinksOptions, place: Place): string | undefined {
  if (logsUrl === undefined) return undefined;
  const at = Date.parse(place.openedAt);
  const values: Record<Placeholder, string> = {
    cluster: clusterName ?? place.cluster,
    namespace: place.namespace,
    workload: place.workload,
    pod: place.pod,
    container: place.container,
    time: place.openedAt,
    timeMs: String(at),
    fromMs: String(at - HOUR_MS),
    toMs: String(at + HOUR_MS),
  };
  let isKnown = true;
  const address = logsUrl.replace(/\{(\w+)\}/g, (_, name: Placeholder) => {
    const value = values[name];
    isKnown &&= isUsable(value);
    return encodeURIComponent(value.toWellFormed());
  });
  // Half a query would find another thing than what is looked for.
  return isKnown && address.length <= MAX_ADDRESS ? address : undefined;
}

/** A name of dots alone would climb out of the path, for browsers take even `%2e%2e` for that. */
function isUsable(value: string): boolean {
  return value !== "" && value.length <= MAX_VALUE && !/^\.+$/.test(value);
}

function runbookLink(addresses: readonly string[], hosts: readonly string[]): string | undefined {
  return addresses
    .map(publicAddress)
    .find((url) => url !== undefined && isAllowedHost(url.hostname, hosts) && url.href.length <= MAX_ADDRESS)
    ?.href;
}
