import { expect, it } from "vitest";
import { formatBytes, formatSeconds, quantityBytes } from "../../src/diagnosis/quantity.ts";

it.each<[unknown, number | null]>([
  ["100Mi", 104857600],
  ["1.5Gi", 1610612736],
  ["128M", 128000000],
  ["129e6", 129000000],
  ["1P", 1e15],
  ["2E3", 2000],
  ["100m", 1],
  ["0", 0],
  [".5Ki", 512],
  [1024, 1024],
  ["", null],
  ["-1Mi", null],
  ["100MB", null],
  ["1 Gi", null],
  [undefined, null],
  [{}, null],
  ["9".repeat(100), null],
])("reads the quantity %s as %s bytes", (text, bytes) => expect(quantityBytes(text)).toBe(bytes));

it.each<[number, string]>([
  [104857600, "100Mi"],
  [1610612736, "1.5Gi"],
  [247463936, "236Mi"],
  [1000, "1000"],
])("writes %d bytes as %s", (bytes, text) => expect(formatBytes(bytes)).toBe(text));

it.each<[number, string]>([
  [45, "45 s"],
  [720, "12 min"],
  [10800, "3 h"],
  [864000, "10 d"],
])("writes %d seconds as %s", (seconds, text) => expect(formatSeconds(seconds)).toBe(text));
