import { boolean, type Check, integer, isObject, list, object, oneOf, refuse, text } from "./checks.ts";
import type { Component } from "./layout.ts";
import { colour, icon, plainText, width } from "./values.ts";

const anyObject: Check = (value, place) => {
  if (!isObject(value)) refuse(place, "an object is wanted");
};

const tableColumn: Check = object(
  {
    name: text(),
    display_name: text(),
    data_type: oneOf("text", "lark_md", "markdown", "options", "number", "persons", "date"),
    width: width(1, 2000, "auto"),
    vertical_align: oneOf("top", "center", "bottom"),
    horizontal_align: oneOf("left", "center", "right"),
    format: object({ precision: integer(0, 10), symbol: text(), separator: boolean }),
    date_format: text(),
  },
  ["name", "data_type"],
);

/** Every key of a row must be the name of a column. */
const rowsFitColumns: Check = (value, place) => {
  if (!isObject(value)) return;
  place.card.tables += 1;
  const columns: unknown[] = Array.isArray(value.columns) ? value.columns : [];
  const names = new Set(columns.map((column) => (isObject(column) ? column.name : undefined)));
  const rows: unknown[] = Array.isArray(value.rows) ? value.rows : [];
  for (const row of rows) {
    if (!isObject(row)) refuse(place, "table rows not valid", 200914);
    else if (!Object.keys(row).every((key) => names.has(key)))
      refuse(place, "row key not among columns", 200915);
  }
};

export const DATA_COMPONENTS: Record<string, Component> = {
  table: {
    shape: {
      columns: list(tableColumn, 1),
      rows: list(anyObject),
      page_size: integer(1, 10),
      row_height: text(),
      row_max_height: text(),
      freeze_first_column: boolean,
      header_style: object({
        text_align: text(),
        text_size: text(),
        background_style: text(),
        text_color: colour,
        bold: boolean,
        lines: integer(1, 100),
      }),
    },
    required: ["columns", "rows"],
    isRootOnly: true,
    also: rowsFitColumns,
  },
  chart: {
    shape: {
      chart_spec: anyObject,
      aspect_ratio: oneOf("1:1", "2:1", "4:3", "16:9"),
      color_theme: text(),
      height: width(0, 2000, "auto"),
      preview: boolean,
    },
    required: ["chart_spec"],
  },
};

const option: Check = object({ text: plainText(), value: text(), icon }, ["text", "value"]);

/** The options of a select, whose values must differ. */
export const optionsCheck: Check = (value, place) => {
  list(option)(value, place);
  const options: unknown[] = Array.isArray(value) ? value : [];
  const values = options.map((item) => (isObject(item) ? item.value : undefined));
  if (new Set(values).size < values.length) refuse(place, "duplicate option value");
};
