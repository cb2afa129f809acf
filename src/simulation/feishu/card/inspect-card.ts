import {
  boolean,
  type CardViolation,
  type CardWalk,
  type Check,
  checkProperties,
  isObject,
  list,
  object,
  oneOf,
  type Place,
  refuse,
  text,
} from "./checks.ts";
import { DATA_COMPONENTS } from "./data-components.ts";
import { DISPLAY_COMPONENTS } from "./display-components.ts";
import { HEADER, styles } from "./header.ts";
import { INPUT_COMPONENTS } from "./input-components.ts";
import { layout } from "./layout.ts";
import { elementId, locale, margin, translated, url } from "./values.ts";

const MAX_NODES = 200;
const MAX_TABLES = 5;
const MAX_DEPTH = 5;
const GONE_SINCE_1_0 = new Set(["action", "note"]);
const COMPONENTS = { ...DISPLAY_COMPONENTS, ...DATA_COMPONENTS, ...INPUT_COMPONENTS };

export interface CardReport {
  violations: CardViolation[];
  nodes: number;
  callbacks: number;
  forms: number;
}

/** What Feishu would say of a card in JSON 2.0, stricter where its own behaviour is not established. */
export function inspectCard(
  card: unknown,
  known: { images?: ReadonlySet<string>; users?: ReadonlySet<string> } = {},
): CardReport {
  const walk: CardWalk = {
    violations: [],
    nodes: 0,
    tables: 0,
    elementIds: new Set(),
    formNames: new Set(),
    submitButtons: 0,
    callbacks: 0,
    forms: 0,
    element,
    knownImages: known.images ?? new Set(),
    knownUsers: known.users ?? new Set(),
  };
  const place: Place = { path: "ROOT", depth: 0, insideForm: false, isBodyRoot: false, card: walk };
  root(card, place);
  if (walk.nodes > MAX_NODES) refuse(place, "element exceeds the limit", 11310);
  if (walk.tables > MAX_TABLES) refuse(place, "card table number over limit", 11310);
  return walk;
}

const element: Check = (value, place) => {
  place.card.nodes += 1;
  if (!isObject(value)) return refuse(place, "a component is wanted");
  const tag = typeof value.tag === "string" ? value.tag : "";
  const here = { ...place, path: `${place.path}(tag: ${tag})` };
  if (GONE_SINCE_1_0.has(tag)) {
    const message = `cards of schema V2 no longer support this capability; ErrorValue: unsupported tag ${tag}`;
    return refuse(here, message, 200861);
  }
  const component = Object.hasOwn(COMPONENTS, tag) ? COMPONENTS[tag] : undefined;
  if (component === undefined) return refuse(here, `type of element is not supported tag: ${tag}`);
  if (component.isRootOnly && !place.isBodyRoot) refuse(here, `type of element is not supported tag: ${tag}`);
  if (component.isContainer && place.depth >= MAX_DEPTH)
    refuse(here, `nested deeper than ${MAX_DEPTH} levels`);
  if (component.isInteractive && place.insideForm && value.name === undefined) {
    refuse(here, "an interactive part of a form needs a name");
  }
  const submitsBefore = place.card.submitButtons;
  checkProperties(value, inside(here, tag, component.isContainer === true), {
    shape: { tag: text(), element_id: elementId, margin, ...component.shape },
    required: component.required,
  });
  component.also?.(value, here);
  if (tag === "form") checkForm(here, submitsBefore);
};

const updateMulti: Check = (value, place) => {
  if (value !== true) refuse(place, "update_multi must be true", 300302);
};

const root: Check = object(
  {
    schema: oneOf("2.0"),
    config: object({
      update_multi: updateMulti,
      width_mode: oneOf("default", "compact", "fill"),
      summary: object(translated),
      locales: list(locale),
      enable_forward: boolean,
      enable_forward_interaction: boolean,
      use_custom_translation: boolean,
      streaming_mode: boolean,
      streaming_config: styles,
      style: styles,
    }),
    card_link: object({ url, android_url: url, ios_url: url, pc_url: url }),
    header: HEADER,
    body: object(
      { ...layout, elements: (value, place) => list(element)(value, { ...place, isBodyRoot: true }) },
      ["elements"],
    ),
  },
  ["schema", "body"],
);

function inside(place: Place, tag: string, isContainer: boolean): Place {
  const insideForm = place.insideForm || tag === "form";
  return { ...place, insideForm, depth: place.depth + (isContainer ? 1 : 0) };
}

function checkForm(place: Place, submitsBefore: number): void {
  place.card.forms += 1;
  if (place.card.submitButtons === submitsBefore) refuse(place, "a form needs a submit button");
}
