import { isSameSecret } from "../../../core/same-secret.ts";
import { Refusal } from "../api/refusal.ts";
import type { FeishuState } from "../server/state.ts";

/** Seconds, but for the count, which is without end when negative. */
export interface ClientConfig {
  ReconnectCount: number;
  ReconnectInterval: number;
  ReconnectNonce: number;
  PingInterval: number;
}

export interface DiscoveryContext {
  state: FeishuState;
  clientConfig: ClientConfig;
  /** Host and port of this server. */
  host: string;
  /** A ticket opens one connection. */
  issueTicket(appId: string): { ticket: string; deviceId: string; serviceId: number };
}

/** Tells an application where to open its long connection. */
export function discoverEndpoint(
  body: Record<string, unknown>,
  { state, clientConfig, host, issueTicket }: DiscoveryContext,
): { URL: string; ClientConfig: ClientConfig } {
  const { AppID: appId, AppSecret: secret } = body;
  const app = typeof appId === "string" ? state.apps.get(appId) : undefined;
  if (app === undefined || typeof secret !== "string" || !isSameSecret(secret, app.appSecret)) {
    throw new Refusal(514, "AppID or AppSecret is wrong", { status: 200 });
  }
  const { ticket, deviceId, serviceId } = issueTicket(app.appId);
  const query = new URLSearchParams({
    // The SDK reads the whole address as a query: what comes first is lost to it.
    device_id: deviceId,
    access_key: ticket,
    service_id: String(serviceId),
    ticket,
  });
  return { URL: `ws://${host}/ws/v2?${query}`, ClientConfig: clientConfig };
}
