import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { type RequestOptions, request } from "node:https";
import { text } from "node:stream/consumers";
import type { TLSSocket } from "node:tls";

export interface GuardAddress {
  /** Where it is connected to. */
  host: string;
  port: number;
  /** By which its certificate must name it. */
  name: string;
}

export interface GuardSeen {
  isReady: boolean;
  validTo: Date;
  isNamed: boolean;
  /** Whether the bundle vouches for it; null where none was given. */
  isTrusted: boolean | null;
}

/** Asks the guard whether it is ready, and looks at what it shows. Throws where there is no connection. */
export async function lookAtGuard(
  { host, port, name }: GuardAddress,
  { bundle, signal }: { bundle: string | undefined; signal: AbortSignal },
): Promise<GuardSeen> {
  const options: RequestOptions = {
    ...{ host, port, servername: name, path: "/readyz", signal, agent: false },
    // Whether it is to be trusted is what is looked at, and nothing secret is sent.
    rejectUnauthorized: false,
    ...(bundle !== undefined && { ca: bundle }),
  };
  const asked = request(options).end();
  const [response] = (await once(asked, "response")) as [IncomingMessage];
  const socket = response.socket as TLSSocket;
  const shown = new X509Certificate(socket.getPeerCertificate().raw);
  const isTrusted = bundle === undefined ? null : socket.authorized;
  await text(response);
  return {
    isReady: response.statusCode === 200,
    validTo: shown.validToDate,
    isNamed: shown.checkHost(name) !== undefined,
    isTrusted,
  };
}
