import type { Operation } from "./call.ts";
import { createMessage } from "./create-message.ts";
import { getPerson } from "./get-person.ts";
import { patchMessage, putMessage } from "./patch-message.ts";
import { replyMessage } from "./reply-message.ts";
import { updateCardLater } from "./update-card-later.ts";

export const OPERATIONS: readonly Operation[] = [
  createMessage,
  replyMessage,
  patchMessage,
  putMessage,
  getPerson,
  updateCardLater,
];

/** The operation of a method and path, with what its path names. */
export function findOperation(
  method: string,
  path: string,
): { operation: Operation; parameters: Record<string, string> } | undefined {
  for (const operation of OPERATIONS) {
    if (operation.method !== method) continue;
    const parameters = match(operation.path, path);
    if (parameters !== undefined) return { operation, parameters };
  }
  return undefined;
}

function match(pattern: string, path: string): Record<string, string> | undefined {
  const [wanted, given] = [pattern.split("/"), path.split("/")];
  if (wanted.length !== given.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? "";
    if (part.startsWith(":") && value !== "") parameters[part.slice(1)] = decodeURIComponent(value);
    else if (part !== value) return undefined;
  }
  return parameters;
}
