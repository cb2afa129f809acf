import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { OperationError } from "../../../src/core/errors.ts";
import { containerStatusesOf, endsOf } from "../../../src/kubernetes/container-status.ts";
import { endpointStateOf } from "../../../src/kubernetes/endpoint-state.ts";
import { symptomsOfEvent } from "../../../src/kubernetes/event-symptoms.ts";
import { jobStateOf } from "../../../src/kubernetes/job-state.ts";
import { controllerOf, parseObject } from "../../../src/kubernetes/kubernetes-object.ts";
import { backendsOf } from "../../../src/kubernetes/object-health.ts";
import { podStateOf } from "../../../src/kubernetes/pod-state.ts";
import { symptomsOfPod } from "../../../src/kubernetes/pod-symptoms.ts";
import { symptomsOfRollout } from "../../../src/kubernetes/rollout-symptoms.ts";
import { lastAppliedShape, serviceShapeOf } from "../../../src/kubernetes/service-shape.ts";
import { numbersOf } from "../../../src/kubernetes/workload-numbers.ts";
import { workloadShapeOf } from "../../../src/kubernetes/workload-shape.ts";
import { altered } from "../altered.ts";
import { opened, type Target } from "../target.ts";

/** All that a real cluster said of its broken workloads. */
const FOLDER = new URL("../../fixtures/captures/", import.meta.url);
const captured = readdirSync(FOLDER, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".json"))
  .flatMap((name) => {
    const read = JSON.parse(readFileSync(new URL(name, FOLDER), "utf8")) as { items?: unknown[] };
    return read.items ?? [read];
  });

export const OBJECTS: Target = {
  name: "objects",
  open: async () =>
    opened({
      inputs: altered(fc.constantFrom<unknown>(...captured)),
      async run(value) {
        symptomsOfEvent(value);
        const object = read(value);
        if (object === undefined) return;
        for (const status of containerStatusesOf(object)) endsOf(status);
        symptomsOfPod(object);
        symptomsOfRollout(object);
        podStateOf(object);
        numbersOf(object);
        workloadShapeOf(object);
        serviceShapeOf(object);
        lastAppliedShape(object);
        endpointStateOf([object]);
        jobStateOf(object, 1);
        backendsOf(object);
        controllerOf(object);
      },
    }),
};

function read(value: unknown) {
  try {
    return parseObject(value, { apiVersion: "v1", kind: "Pod" }, "an object");
  } catch (error) {
    if (error instanceof OperationError) return undefined;
    throw error;
  }
}
