import { expect, test } from "vitest";
import { CONTROL, DATA, type Frame } from "../../../../src/simulation/feishu/long-connection/frame.ts";
import { judgeAck } from "../../../../src/simulation/feishu/long-connection/judge-ack.ts";

const sent: Frame = {
  seqId: 1n,
  logId: 2n,
  service: 3,
  method: DATA,
  headers: [
    { key: "type", value: "card" },
    { key: "message_id", value: "m" },
  ],
  payload: Buffer.from("{}"),
};
const ack = (payload: unknown, change: Partial<Frame> = {}): Frame => ({
  ...sent,
  headers: [...sent.headers, { key: "biz_rt", value: "-1" }],
  payload: Buffer.from(typeof payload === "string" ? payload : JSON.stringify(payload)),
  ...change,
});
const good = { code: 200, data: Buffer.from("{}").toString("base64") };

test("takes a frame back with what the handler answered", () => {
  expect(judgeAck(ack({ ...good, headers: null }), [sent])).toEqual({ kind: "acked", answer: "{}" });
  const headers = [
    { key: "message_id", value: "m" },
    { key: "type", value: "event" },
  ];
  expect(judgeAck(ack(good, { headers }), [sent])).toMatchObject({ kind: "acked" });
});

test.each<[string, Frame, number]>([
  ["another number", ack(good, { seqId: 9n }), 200672],
  ["another service", ack(good, { service: 9 }), 200672],
  ["another method", ack(good, { method: CONTROL }), 200672],
  ["a header less", ack(good, { headers: [{ key: "type", value: "card" }] }), 200672],
  ["no JSON", ack("ok"), 200672],
  ["a handler that threw", ack({ code: 500 }), 200671],
  ["no data", ack({ code: 200 }), 108002],
  ["data that is no base64", ack({ code: 200, data: "{}" }), 200672],
])("refuses %s", (_name, frame, code) => {
  expect(judgeAck(frame, [sent])).toMatchObject({ kind: "failed", code });
});
