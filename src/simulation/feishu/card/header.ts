import { type Check, isObject, list, object, oneOf, refuse } from "./checks.ts";
import {
  elementId,
  HEADER_TEMPLATES,
  icon,
  locale,
  padding,
  plainText,
  TAG_COLOURS,
  textNode,
} from "./values.ts";

/** Free-form within the configuration; our cards do not use it. */
export const styles: Check = (value, place) => {
  if (!isObject(value)) refuse(place, "an object is wanted");
};

const textTagShape: Check = object(
  { tag: oneOf("text_tag"), element_id: elementId, text: plainText(), color: oneOf(...TAG_COLOURS) },
  ["tag", "text"],
);
const textTag: Check = (value, place) => {
  place.card.nodes += 1;
  textTagShape(value, place);
};

const title = textNode(["plain_text", "lark_md"]);

export const HEADER: Check = object(
  {
    title,
    subtitle: title,
    text_tag_list: list(textTag),
    i18n_text_tag_list: (value, place) => {
      if (!isObject(value)) return refuse(place, "an object of languages is wanted");
      for (const [name, tags] of Object.entries(value)) {
        locale(name, place);
        list(textTag)(tags, place);
      }
    },
    template: oneOf(...HEADER_TEMPLATES),
    icon,
    padding,
  },
  ["title"],
);
