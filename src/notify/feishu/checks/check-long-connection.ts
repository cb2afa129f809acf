import { createAppHttp } from "../app/app-http.ts";
import { type Check, check } from "./check.ts";

/** Asks where to connect, and opens nothing: a connection that is open is told presses. */
export function checkLongConnection(on: {
  domain: string;
  appId: string;
  /** A secret. */
  appSecret: string;
  fetch?: typeof fetch;
  timeoutMs: number;
}): Promise<Check> {
  return check("long connection", async () => {
    const http = createAppHttp({ fetch: on.fetch ?? fetch, timeoutMs: on.timeoutMs });
    await http.request({
      method: "POST",
      url: `${on.domain}/callback/ws/endpoint`,
      headers: { locale: "zh" },
      data: { AppID: on.appId, AppSecret: on.appSecret },
    });
    return "the app may connect; its page must name the long connection as the way of its callbacks";
  });
}
