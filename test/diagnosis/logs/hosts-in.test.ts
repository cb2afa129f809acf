import { expect, test } from "vitest";
import { hostsIn } from "../../../src/diagnosis/logs/hosts-in.ts";

test.each([
  ["until nslookup db.shop.svc.cluster.local; do echo waiting; sleep 2; done", ["db.shop.svc.cluster.local"]],
  ["until nc -z -w 3 db 5432; do sleep 1; done", ["db:5432"]],
  ["until pg_isready -h db -p 5432 -U app; do sleep 1; done", ["db:5432"]],
  ["redis-cli -h cache ping", ["cache"]],
  ["getent hosts db && exec server", ["db"]],
  // What the shell puts in is not known here.
  ["until nslookup $DB_HOST; do sleep 2; done", []],
  ["server -h help", []],
])("a command names whom it waits for: %s", (command, hosts) => {
  expect(hostsIn(command).map(({ host, port }) => (port === undefined ? host : `${host}:${port}`))).toEqual(
    hosts,
  );
});
