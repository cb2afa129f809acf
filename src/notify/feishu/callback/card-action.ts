import { z } from "zod";

/** A press of a button as the platform tells it. Who pressed is vouched for by the platform; what `handle` names is looked up. */
export interface CardAction {
  eventId: string;
  tenantKey: string;
  openId: string;
  messageId: string;
  chatId: string;
  /** The opaque id that our card carried; nothing else of the button's value is read. */
  handle: string;
  /** What the person wrote or chose, by the field's name; untrusted. */
  form: Record<string, string>;
}

const text = z.string().max(512);
const schema = z.looseObject({
  header: z.looseObject({
    event_id: text.min(1),
    event_type: z.literal("card.action.trigger"),
    tenant_key: text.min(1),
  }),
  event: z.looseObject({
    operator: z.looseObject({ open_id: text.min(1), tenant_key: text.optional() }),
    action: z.looseObject({
      value: z.looseObject({ handle: text }).nullish().catch(undefined),
      form_value: z.record(z.string(), z.unknown()).nullish().catch(undefined),
    }),
    context: z.looseObject({ open_message_id: text.default(""), open_chat_id: text.default("") }).nullish(),
  }),
});

const MAX_FIELDS = 10;
const MAX_ANSWER_CHARS = 1_000;

/** Reads an opened `card.action.trigger`; undefined for anything else, and for an operator of another tenant than the event's. */
export function cardActionOf(body: unknown): CardAction | undefined {
  const parsed = schema.safeParse(body);
  if (!parsed.success) return undefined;
  const { header, event } = parsed.data;
  const { operator, action, context } = event;
  if (operator.tenant_key !== undefined && operator.tenant_key !== header.tenant_key) return undefined;
  return {
    eventId: header.event_id,
    tenantKey: header.tenant_key,
    openId: operator.open_id,
    messageId: context?.open_message_id ?? "",
    chatId: context?.open_chat_id ?? "",
    handle: action.value?.handle ?? "",
    form: answersOf(action.form_value ?? {}),
  };
}

const tenantsSchema = z.looseObject({
  header: z.looseObject({ tenant_key: text }),
  event: z.looseObject({ operator: z.looseObject({ tenant_key: text }) }),
});

/** Whoever pressed belongs to another tenant than the app: a guest in a chat that both share. */
export function isOfAnotherTenant(body: unknown): boolean {
  const parsed = tenantsSchema.safeParse(body);
  return parsed.success && parsed.data.header.tenant_key !== parsed.data.event.operator.tenant_key;
}

function answersOf(form: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(form)
      .filter((entry): entry is [string, string] => typeof entry[1] === "string")
      .slice(0, MAX_FIELDS)
      .map(([name, answer]) => [name.slice(0, 64), answer.slice(0, MAX_ANSWER_CHARS).toWellFormed()]),
  );
}
