import { OperationError } from "../../../core/errors.ts";
import type { FeishuApp } from "../app/app-client.ts";
import { type Check, check } from "./check.ts";
import { checkCard } from "./check-card.ts";

const NAMES = "people's names";
const NAMES_REMEDY =
  "give the app the rights contact:contact.base:readonly and contact:user.base:readonly, put the approvers into its range of contacts, and publish a version; until then cards show short ids";

/**
 * Gets a token, sends a card into the chat and changes it, and asks for the name of the first approver. What fails
 * says what to do; what comes after it is not tried.
 */
export async function checkAppBot(on: {
  app: FeishuApp;
  chatId: string;
  approvers: readonly string[];
  /** Of this check alone; the same within an hour sends nothing anew. */
  uuid: string;
}): Promise<Check[]> {
  const { app, chatId, uuid } = on;
  let messageId = "";
  const sent = await check("card sent", async () => {
    ({ messageId } = await app.send(checkCard("A check: this bot can write here."), { chatId, uuid }));
    return "the app signs in and its bot writes to the chat";
  });
  if (!sent.ok) return [sent];
  const changed = await check("card changed", async () => {
    await app.update(checkCard("A check: this bot can write here, and change what it wrote."), messageId);
    return "a card is updated in place";
  });
  const [first] = on.approvers;
  if (first === undefined) {
    const detail = "nobody may decide on a card: set FEISHU_APPROVERS to the open ids of those who may";
    return [sent, changed, { name: NAMES, ok: false, detail }];
  }
  const named = await check(NAMES, async () => nameFound(await app.nameOf(first)), NAMES_REMEDY);
  return [sent, changed, named];
}

function nameFound(name: string | undefined): string {
  if (name !== undefined && name !== "") return "the app may read what approvers are called";
  throw new OperationError("the platform does not tell the name of an approver", {
    reason: "forbidden",
    retryable: false,
  });
}
