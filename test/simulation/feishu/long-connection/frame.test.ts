import { expect, test } from "vitest";
import { decodeFrame, encodeFrame } from "../../../../src/simulation/feishu/long-connection/frame.ts";

/** A ping for service 7, as the SDK sends it. */
const PING = Buffer.from("08001000180720002a0c0a0474797065120470696e67", "hex");

test("reads and writes the frame of the protocol's description", () => {
  const frame = decodeFrame(PING);
  expect(frame).toEqual({
    seqId: 0n,
    logId: 0n,
    service: 7,
    method: 0,
    headers: [{ key: "type", value: "ping" }],
    payload: Buffer.alloc(0),
  });
  // The payload, though empty, is written: field 8 of no bytes.
  expect(encodeFrame(frame).toString("hex")).toBe(`${PING.toString("hex")}4200`);
});

test("keeps large numbers, other languages and long payloads", () => {
  const frame = {
    seqId: 2n ** 63n + 5n,
    logId: 300n,
    service: 2_000_000_000,
    method: 1,
    headers: [{ key: "message_id", value: "消息" }],
    payload: Buffer.alloc(70_000, 7),
  };
  expect(decodeFrame(encodeFrame(frame))).toEqual(frame);
});

test.each([
  ["a required field is missing", PING.subarray(2)],
  ["it is cut off", PING.subarray(0, -1)],
  ["a header has no value", Buffer.from("08001000180720002a060a0474797065", "hex")],
  ["a wire type is unknown", Buffer.from("0d00000000", "hex")],
])("throws where %s", (_name, bytes) => {
  expect(() => decodeFrame(bytes)).toThrow();
});
