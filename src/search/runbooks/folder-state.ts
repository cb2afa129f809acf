import { stat } from "node:fs/promises";
import { digestOf } from "../../core/json.ts";
import { findRunbookFiles } from "./find-runbook-files.ts";

/**
 * Changes when a runbook of the folder comes, goes or changes. Links are followed: the kubelet changes a mounted ConfigMap
 * by leading one link elsewhere. Throws where the folder cannot be read.
 */
export async function folderState(folder: string): Promise<string> {
  const states: (string | number)[] = [];
  for (const path of await findRunbookFiles(folder)) {
    const file = await stat(path).catch(() => undefined);
    states.push(path, file?.ino ?? -1, file?.size ?? -1, file?.mtimeMs ?? -1);
  }
  return digestOf(states);
}
