import { behavior, confirm, name } from "./behaviors.ts";
import { boolean, integer, isObject, list, oneOf, refuse, text } from "./checks.ts";
import { optionsCheck } from "./data-components.ts";
import { type Component, layout } from "./layout.ts";
import { icon, plainText, width } from "./values.ts";

/** Components that people click or fill in. */
export const INPUT_COMPONENTS: Record<string, Component> = {
  button: {
    shape: {
      text: plainText(100),
      type: oneOf(
        ..."default primary danger text primary_text danger_text primary_filled danger_filled laser".split(
          " ",
        ),
      ),
      size: oneOf("tiny", "small", "medium", "large"),
      width: width(100, 2000, "default", "fill"),
      icon,
      behaviors: list(behavior),
      disabled: boolean,
      disabled_tips: plainText(),
      hover_tips: plainText(),
      confirm,
      name,
      form_action_type: oneOf("submit", "reset"),
    },
    required: ["text"],
    isInteractive: true,
    also: (value, place) => {
      if (!isObject(value)) return;
      if (value.form_action_type === "submit") place.card.submitButtons += 1;
      if (place.insideForm && value.form_action_type === undefined) {
        refuse(place, "required property is missing, property: form_action_type");
      }
    },
  },
  form: {
    shape: { ...layout, name },
    required: ["name", "elements"],
    isContainer: true,
    isRootOnly: true,
  },
  input: {
    shape: {
      name,
      required: boolean,
      placeholder: plainText(100),
      label: plainText(),
      label_position: oneOf("top", "left"),
      default_value: text(),
      input_type: oneOf("text", "multiline_text", "password"),
      rows: integer(1, 1000),
      auto_resize: boolean,
      max_rows: integer(1, 1000),
      max_length: integer(1, 1000),
      width: width(100, 2000, "default", "fill"),
      disabled: boolean,
      disabled_tips: plainText(),
      show_icon: boolean,
      behaviors: list(behavior),
      confirm,
    },
    required: [],
    isInteractive: true,
  },
  select_static: {
    shape: {
      options: optionsCheck,
      placeholder: plainText(100),
      name,
      required: boolean,
      initial_option: text(),
      initial_index: integer(0, 1000),
      type: oneOf("default", "text"),
      width: width(100, 2000, "default", "fill"),
      disabled: boolean,
      behaviors: list(behavior),
      confirm,
    },
    required: ["options"],
    isInteractive: true,
  },
};
