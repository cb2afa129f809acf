import { behavior, confirm } from "./behaviors.ts";
import { anything, boolean, integer, isObject, list, object, oneOf, text } from "./checks.ts";
import { action, type Component, column, layout, styledText } from "./layout.ts";
import {
  checkMarkdown,
  colour,
  icon,
  imageKey,
  padding,
  plainText,
  radius,
  spacing,
  textNode,
  translations,
  width,
} from "./values.ts";

/** Components that show something or hold others. */
export const DISPLAY_COMPONENTS: Record<string, Component> = {
  div: {
    shape: {
      text: textNode(["plain_text", "lark_md"], {
        ...styledText,
        text_color: colour,
        lines: integer(1, 1000),
      }),
      icon,
      width: width(0, 2000, "auto", "fill"),
    },
    required: [],
  },
  markdown: {
    shape: { content: text(), i18n_content: translations, ...styledText, icon },
    required: ["content"],
    also: (value, place) => checkMarkdown(isObject(value) ? value.content : undefined, place),
  },
  hr: { shape: {}, required: [] },
  img: {
    shape: {
      img_key: imageKey,
      alt: plainText(),
      title: plainText(),
      corner_radius: radius,
      scale_type: text(),
      size: text(),
      transparent: boolean,
      preview: boolean,
      mode: text(),
      custom_width: anything,
      compact_width: boolean,
    },
    required: ["img_key", "alt"],
  },
  column_set: {
    shape: {
      columns: (value, place) => list(column)(value, { ...place, isBodyRoot: false }),
      flex_mode: oneOf("none", "stretch", "flow", "bisect", "trisect"),
      horizontal_spacing: spacing,
      horizontal_align: oneOf("left", "center", "right"),
      background_style: colour,
      action,
    },
    required: ["columns"],
    isContainer: true,
  },
  collapsible_panel: {
    shape: {
      ...layout,
      expanded: boolean,
      background_color: colour,
      border: object({ color: colour, corner_radius: radius }),
      header: object(
        {
          title: textNode(["plain_text", "markdown"], { ...styledText, text_color: colour }),
          icon,
          icon_position: oneOf("left", "right", "follow_text"),
          icon_expanded_angle: oneOf(90, -90, 180, -180),
          width: width(0, 2000, "auto", "fill", "auto_when_fold"),
          vertical_align: oneOf("top", "center", "bottom"),
          position: oneOf("top", "bottom"),
          padding,
          background_color: colour,
        },
        ["title"],
      ),
    },
    required: ["header"],
    isContainer: true,
  },
  interactive_container: {
    shape: {
      ...layout,
      behaviors: list(behavior),
      width: width(0, 2000, "auto", "fill"),
      height: width(0, 2000, "auto", "fill"),
      background_style: colour,
      has_border: boolean,
      border_color: colour,
      corner_radius: radius,
      disabled: boolean,
      disabled_tips: plainText(),
      hover_tips: plainText(),
      confirm,
    },
    required: ["behaviors", "elements"],
    isContainer: true,
  },
};
