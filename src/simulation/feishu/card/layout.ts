import { multiUrl } from "./behaviors.ts";
import { type Check, integer, isObject, list, object, oneOf, refuse, type Shape, text } from "./checks.ts";
import { colour, elementId, margin, padding, spacing, width } from "./values.ts";

/** A tag with its closed list of properties. */
export interface Component {
  shape: Shape;
  required: readonly string[];
  /** Its children are one container deeper. */
  isContainer?: true;
  isRootOnly?: true;
  /** Holds or sends a value, and so needs a name within a form. */
  isInteractive?: true;
  also?: Check;
}

export const elements: Check = (value, place) =>
  list(place.card.element)(value, { ...place, isBodyRoot: false });

export const layout: Shape = {
  direction: oneOf("vertical", "horizontal"),
  horizontal_spacing: spacing,
  vertical_spacing: spacing,
  horizontal_align: oneOf("left", "center", "right"),
  vertical_align: oneOf("top", "center", "bottom"),
  padding,
  elements,
};

export const styledText: Shape = { text_size: text(), text_align: oneOf("left", "center", "right") };

export const action: Check = object({ multi_url: multiUrl }, ["multi_url"]);

const columnCheck: Check = object(
  {
    tag: oneOf("column"),
    element_id: elementId,
    margin,
    width: width(16, 600, "auto", "weighted"),
    weight: integer(1, 5),
    background_style: colour,
    action,
    ...layout,
  },
  ["tag"],
);

/** A column stands in a column_set alone; it counts as a node and as a container of its own. */
export const column: Check = (value, place) => {
  place.card.nodes += 1;
  if (!isObject(value)) return refuse(place, "a column is wanted");
  columnCheck(value, { ...place, depth: place.depth + 1 });
};
