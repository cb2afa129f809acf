import type { CallClient } from "../behaviour.ts";
import type { Unreached } from "./reach.ts";

interface Call {
  host: string;
  port: number;
}

type Words = Record<Unreached["why"], (call: Call, address: string) => string>;

const python = (why: string) => (call: Call) =>
  `requests.exceptions.ConnectionError: HTTPConnectionPool(host='${call.host}', port=${call.port}): Max retries exceeded with url: / (Caused by NewConnectionError('<urllib3.connection.HTTPConnection object at 0x7f1c>: Failed to establish a new connection: ${why}'))`;
const psql =
  (why: string) =>
  ({ host, port }: Call, address: string) =>
    `psql: error: connection to server at "${host}" (${address.split(":")[0]}), port ${port} failed: ${why}`;
const psqlName =
  (why: string) =>
  ({ host }: Call) =>
    `psql: error: could not translate host name "${host}" to address: ${why}`;
const go = (why: (call: Call, address: string) => string) => (call: Call, address: string) =>
  `Get "http://${call.host}:${call.port}/": dial tcp${why(call, address)}`;

const CLIENTS: Record<CallClient, Words> = {
  curl: {
    "no-such-host": ({ host }) => `curl: (6) Could not resolve host: ${host}`,
    "no-dns": ({ host }) => `curl: (6) Could not resolve host: ${host}`,
    refused: ({ host, port }) =>
      `curl: (7) Failed to connect to ${host} port ${port} after 3 ms: Connection refused`,
    timeout: ({ host, port }) =>
      `curl: (28) Failed to connect to ${host} port ${port} after 5001 ms: Connection timed out`,
  },
  go: {
    "no-such-host": go(({ host }) => `: lookup ${host} on 10.96.0.10:53: no such host`),
    "no-dns": go(
      ({ host }) =>
        `: lookup ${host} on 10.96.0.10:53: read udp 10.244.0.2:40312->10.96.0.10:53: i/o timeout`,
    ),
    refused: go((_, address) => ` ${address}: connect: connection refused`),
    timeout: go((_, address) => ` ${address}: i/o timeout`),
  },
  psql: {
    "no-such-host": psqlName("Name or service not known"),
    "no-dns": psqlName("Temporary failure in name resolution"),
    refused: psql(
      "Connection refused\n\tIs the server running on that host and accepting TCP/IP connections?",
    ),
    timeout: psql(
      "Connection timed out\n\tIs the server running on that host and accepting TCP/IP connections?",
    ),
  },
  node: {
    "no-such-host": ({ host }) => `Error: getaddrinfo ENOTFOUND ${host}`,
    "no-dns": ({ host }) => `Error: getaddrinfo EAI_AGAIN ${host}`,
    refused: (_, address) => `Error: connect ECONNREFUSED ${address}`,
    timeout: (_, address) => `Error: connect ETIMEDOUT ${address}`,
  },
  python: {
    "no-such-host": python("[Errno -2] Name or service not known"),
    "no-dns": python("[Errno -3] Temporary failure in name resolution"),
    refused: python("[Errno 111] Connection refused"),
    timeout: python("[Errno 110] Connection timed out"),
  },
  java: {
    "no-such-host": ({ host }) => `java.net.UnknownHostException: ${host}: Name or service not known`,
    "no-dns": ({ host }) => `java.net.UnknownHostException: ${host}: Temporary failure in name resolution`,
    refused: () => "java.net.ConnectException: Connection refused",
    timeout: () => "java.net.SocketTimeoutException: Connect timed out",
  },
};

const POSTGRES_PORT = 5432;

/** What a program of that kind logs when a call of its fails. */
export function clientWords(client: CallClient | undefined, call: Call, failed: Unreached): string[] {
  const words = CLIENTS[client ?? (call.port === POSTGRES_PORT ? "psql" : "curl")];
  return words[failed.why](call, "address" in failed ? failed.address : "").split("\n");
}
