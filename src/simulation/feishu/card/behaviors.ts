import { type Check, isObject, object, oneOf, refuse, text } from "./checks.ts";
import { plainText, url } from "./values.ts";

const callback: Check = object(
  {
    type: oneOf("callback"),
    value: (value, place) => {
      if (!isObject(value)) refuse(place, "the value of a callback must be an object");
    },
  },
  ["type", "value"],
);
const openUrl: Check = object(
  { type: oneOf("open_url"), default_url: url, android_url: url, ios_url: url, pc_url: url },
  ["type", "default_url"],
);

/** What a click does: `{type: "callback"}` or `{type: "open_url"}`. */
export const behavior: Check = (value, place) => {
  const type = isObject(value) ? value.type : undefined;
  if (type === "callback") {
    place.card.callbacks += 1;
    callback(value, place);
  } else if (type === "open_url") openUrl(value, place);
  else refuse(place, `unknown behavior: ${String(type)}`);
};

export const confirm: Check = object({ title: plainText(), text: plainText() }, ["title", "text"]);

export const multiUrl: Check = object({ url, android_url: url, ios_url: url, pc_url: url }, []);

/** The name of an interactive part: within a form it must be there and be the only one of its kind in the card. */
export const name: Check = (value, place) => {
  text()(value, place);
  if (typeof value !== "string" || value === "") return refuse(place, "the name is empty");
  const { formNames } = place.card;
  if (formNames.has(value)) refuse(place, `duplicate name: ${value}`);
  formNames.add(value);
};
