import { readFileSync } from "node:fs";
import type { KubernetesObject } from "../../src/kubernetes/cluster-reader.ts";

const FOLDER = new URL("../fixtures/captures/", import.meta.url);

/** What a real cluster said; see test/fixtures/captures. */
export function capturedObject(scenario: string, file: string): KubernetesObject {
  return JSON.parse(readFileSync(new URL(`${scenario}/${file}.json`, FOLDER), "utf8")) as KubernetesObject;
}

export function capturedItems(scenario: string, file: string): KubernetesObject[] {
  const list = capturedObject(scenario, file) as unknown as { items?: KubernetesObject[] };
  return list.items ?? [capturedObject(scenario, file)];
}

export function capturedWatch(scenario: string): { type: string; object: KubernetesObject }[] {
  const text = readFileSync(new URL(`${scenario}/watch.jsonl`, FOLDER), "utf8");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as { type: string; object: KubernetesObject });
}
