import type { Action } from "../../domain/action.ts";
import { registryOf } from "../actions/image-registry.ts";
import type { ActionFacts } from "./facts.ts";

const NOTHING: Omit<ActionFacts, "type" | "targetKind"> = {
  container: "",
  basis: "",
  fromLimitBytes: 0,
  toLimitBytes: 0,
  factor: 0,
  toRevision: 0,
  fromReplicas: 0,
  toReplicas: 0,
  image: "",
  registry: "",
  field: "",
};

/** What a condition may know of one action. `foreignLimitBytes` is the last limit that this service did not write. Pure. */
export function actionFacts(action: Action | undefined, foreignLimitBytes: number | undefined): ActionFacts {
  const shared = { ...NOTHING, type: action?.type ?? "", targetKind: action?.target.kind ?? "" };
  switch (action?.type) {
    case "SetMemoryLimit":
    case "ResizePod": {
      const { container, basisKind, fromLimitBytes, toLimitBytes } = action.parameters;
      const factor = toLimitBytes / Math.max(1, foreignLimitBytes ?? fromLimitBytes);
      return { ...shared, container, basis: basisKind, fromLimitBytes, toLimitBytes, factor };
    }
    case "RollBackRevision":
      return { ...shared, toRevision: action.parameters.toRevision };
    case "SetScale":
    case "SetAutoscalerBounds": {
      const { from, to } = action.parameters;
      return { ...shared, fromReplicas: from, toReplicas: to, factor: to / Math.max(1, from) };
    }
    case "ExpandClaim":
      return { ...shared, factor: action.parameters.toBytes / Math.max(1, action.parameters.fromBytes) };
    case "SetImage":
      return { ...shared, container: action.parameters.container, ...imageFacts(action.parameters.to) };
    case "SetProbe":
      return { ...shared, container: action.parameters.container, field: action.parameters.probe };
    case "SetField":
      return { ...shared, field: action.parameters.field, ...fieldImage(action.parameters) };
    default:
      return shared;
  }
}

const imageFacts = (image: string) => ({ image, registry: registryOf(image) ?? "" });

function fieldImage({ field, to }: { field: string; to: string | number }) {
  return String(field).endsWith(": image") && typeof to === "string" ? imageFacts(to) : {};
}
