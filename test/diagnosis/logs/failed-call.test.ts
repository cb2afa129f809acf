import { describe, expect, test } from "vitest";
import { failedCall } from "../../../src/diagnosis/logs/failed-call.ts";

const read = (line: string) => {
  const call = failedCall(line);
  if (call === undefined) return undefined;
  const { host = "?", port } = call.to ?? {};
  return `${call.problem} ${host}${port === undefined ? "" : `:${port}`}`;
};

describe("calls that failed, as programs tell of them", () => {
  test.each([
    ["dial tcp: lookup store on 10.96.0.10:53: no such host", "name store"],
    [
      'Get "http://store:8080/v1/items": dial tcp: lookup store on 10.96.0.10:53: no such host',
      "name store:8080",
    ],
    [
      "lookup store.shop.svc on 10.96.0.10:53: read udp 10.244.0.9:53121->10.96.0.10:53: i/o timeout",
      "resolver store.shop.svc",
    ],
    ["curl: (6) Could not resolve host: catalogue", "name catalogue"],
    [
      "** server can't find catalogue.shop.svc.cluster.local: NXDOMAIN",
      "name catalogue.shop.svc.cluster.local",
    ],
    ["nslookup: can't resolve 'catalogue'", "name catalogue"],
    [
      "curl: (7) Failed to connect to catalogue port 8080 after 3 ms: Couldn't connect to server",
      "refused catalogue:8080",
    ],
    [
      "curl: (28) Failed to connect to catalogue port 80 after 130921 ms: Connection timed out",
      "timeout catalogue:80",
    ],
    ["wget: bad address 'catalogue'", "name catalogue"],
    ["wget: unable to resolve host address ‘catalogue’", "name catalogue"],
    ["wget: can't connect to remote host (10.96.14.2): Connection refused", "refused 10.96.14.2"],
    ["Error: getaddrinfo ENOTFOUND redis-cart", "name redis-cart"],
    ["Error: getaddrinfo EAI_AGAIN redis-cart", "resolver redis-cart"],
    ["Error: connect ECONNREFUSED 10.96.31.7:6379", "refused 10.96.31.7:6379"],
    [
      "redis.exceptions.ConnectionError: Error 111 connecting to redis:6379. Connection refused.",
      "refused redis:6379",
    ],
    [
      "redis.exceptions.ConnectionError: Error -2 connecting to redis:6379. Name or service not known.",
      "name redis:6379",
    ],
    [
      "requests.exceptions.ConnectionError: HTTPConnectionPool(host='ledger', port=8080): Max retries exceeded with url: / (Caused by NewConnectionError('<urllib3.connection.HTTPConnection object at 0x7f>: Failed to establish a new connection: [Errno 111] Connection refused'))",
      "refused ledger:8080",
    ],
    [
      'psycopg2.OperationalError: could not translate host name "db" to address: Name or service not known',
      "name db",
    ],
    ['connection to server at "db" (10.96.8.1), port 5432 failed: Connection refused', "refused db:5432"],
    ["java.net.UnknownHostException: orders-db", "name orders-db"],
    [
      "org.postgresql.util.PSQLException: Connection to orders-db:5432 refused. Check that the hostname and port are correct",
      "refused orders-db:5432",
    ],
    [
      '2026/11/22 [emerg] 1#1: host not found in upstream "api-gateway" in /etc/nginx/conf.d/default.conf:3',
      "name api-gateway",
    ],
    [
      'rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial tcp 10.96.4.4:3550: connect: connection refused"',
      "refused 10.96.4.4:3550",
    ],
    ["main.go:42: dial tcp 10.1.2.3:5432: i/o timeout", "timeout 10.1.2.3:5432"],
    ["ERROR 2005 (HY000): Unknown MySQL server host 'mysql' (-2)", "name mysql"],
    ["MongoServerError: Authentication failed.", "denied ?"],
    ["12:30:45 upstream connect error: no healthy upstream", "unavailable ?"],
    ["listening on :8080", undefined],
    ['10.244.0.1 - - "GET /healthz HTTP/1.1" 404 153 "-" "kube-probe/1.34"', undefined],
  ])("%s", (line, expected) => {
    expect(read(line)).toBe(expected);
  });

  test("a line made to be slow is read in no time", () => {
    const line = `connection refused ${"a.".repeat(100_000)} ${"x://".repeat(50_000)}`;
    const started = process.hrtime.bigint();
    failedCall(line.slice(0, 2000));
    expect(Number(process.hrtime.bigint() - started) / 1e6).toBeLessThan(200);
  });
});
