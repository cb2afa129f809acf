import { expect, test } from "vitest";
import { send, settleAll } from "../../src/incidents/record-context.ts";

const refused = Object.assign(new Error("current transaction is aborted"), { code: "25P02" });
const deadlock = Object.assign(new Error("deadlock detected"), { code: "40P01" });

test.each([
  { what: "of what was sent", sent: [deadlock, refused], work: refused },
  { what: "of the work", sent: [refused], work: deadlock },
  { what: "of what was sent, the work being done", sent: [deadlock], work: undefined },
])("the failure that is told is the one behind the others: $what", async ({ sent, work }) => {
  const context = { sent: [] as Promise<unknown>[] };
  const settled = settleAll(context, async () => {
    for (const error of sent) send(context, Promise.reject(error));
    if (work !== undefined) throw work;
  });
  await expect(settled).rejects.toBe(deadlock);
});

test("what was sent is waited for", async () => {
  const context = { sent: [] as Promise<unknown>[] };
  const statement = Promise.withResolvers<void>();
  let isOver = false;
  const settled = settleAll(context, async () => {
    send(context, statement.promise);
    return "done";
  }).then((value) => {
    isOver = true;
    return value;
  });
  await Promise.resolve();
  expect(isOver).toBe(false);
  statement.resolve();
  expect(await settled).toBe("done");
});
