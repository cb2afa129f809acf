import {
  anyOf,
  type Check,
  isObject,
  object,
  oneOf,
  type Place,
  refuse,
  type Shape,
  text,
} from "./checks.ts";

const HUES =
  "blue wathet turquoise green yellow orange red carmine violet purple indigo grey lime sunflower white black neutral";
const SHADES = ["", "-50", ...Array.from({ length: 9 }, (_, index) => `-${(index + 1) * 100}`)];
const COLOURS = new Set([
  "default",
  ...HUES.split(" ").flatMap((hue) => SHADES.map((shade) => `${hue}${shade}`)),
]);

export const HEADER_TEMPLATES =
  "blue wathet turquoise green yellow orange red carmine violet purple indigo grey default".split(" ");
export const TAG_COLOURS =
  "neutral blue turquoise lime orange violet indigo wathet green yellow red purple carmine".split(" ");
const LOCALES =
  "zh_cn en_us zh_hk zh_tw ja_jp id_id vi_vn th_th pt_br es_es ko_kr de_de fr_fr it_it ru_ru ms_my".split(
    " ",
  );

export const locale: Check = oneOf(...LOCALES);

/** A named colour; a hex value is never one. */
export const colour: Check = (value, place) => {
  if (typeof value !== "string" || !COLOURS.has(value)) refuse(place, `not a named colour: ${String(value)}`);
};

const pixels =
  (min: number, max: number): Check =>
  (value, place) => {
    const parts = typeof value === "string" ? value.split(" ") : [];
    const areAllInRange = parts.every((part) => {
      const match = /^(-?\d+)px$/.exec(part);
      const number = match === null ? Number.NaN : Number(match[1]);
      return part === "0" || (number >= min && number <= max);
    });
    if (parts.length < 1 || parts.length > 4 || !areAllInRange) {
      refuse(place, `lengths from ${min}px to ${max}px are wanted`);
    }
  };

export const margin = pixels(-99, 99);
export const padding = pixels(0, 99);
export const spacing: Check = anyOf(oneOf("small", "medium", "large", "extra_large"), pixels(0, 99));
export const width = (min: number, max: number, ...words: string[]): Check =>
  anyOf(oneOf(...words), pixels(min, max));
export const radius = pixels(0, 99);
export const iconSize = pixels(1, 999);

export const url: Check = (value, place) => {
  const isAllowed = typeof value === "string" && URL.canParse(value) && SCHEMES.has(new URL(value).protocol);
  if (!isAllowed) refuse(place, "an http or https address is wanted");
};
const SCHEMES = new Set(["http:", "https:", "lark:"]);

export const translations: Check = (value, place) => {
  if (!isObject(value)) return refuse(place, "an object of languages is wanted");
  for (const [name, item] of Object.entries(value)) {
    locale(name, place);
    text()(item, place);
  }
};

export const translated: Shape = { content: text(), i18n_content: translations };

/** A text node: it counts as a node of the card. */
export function textNode(tags: readonly string[], more: Shape = {}, max?: number): Check {
  const shape = {
    tag: oneOf(...tags),
    ...translated,
    content: text(max),
    element_id: elementId,
    ...more,
  };
  return (value, place) => {
    place.card.nodes += 1;
    object(shape, ["tag", "content"])(value, place);
    if (isObject(value) && value.tag !== "plain_text") checkMarkdown(value.content, place);
  };
}

export const elementId: Check = (value, place) => {
  const { elementIds } = place.card;
  if (typeof value !== "string" || !/^[A-Za-z][A-Za-z0-9_]{0,19}$/.test(value)) {
    return refuse(place, "malformed element_id", 300301);
  }
  if (elementIds.has(value)) refuse(place, `duplicate element_id: ${value}`, 300301);
  elementIds.add(value);
};

/** What a text with markup may not hold: people unknown here, addresses glued to Chinese text. Its tables count. */
export function checkMarkdown(content: unknown, place: Place): void {
  if (typeof content !== "string") return;
  for (const [, id = ""] of content.matchAll(/<at\s+id=["']?([\w-]+)/g)) {
    if (!place.card.knownUsers.has(id)) refuse(place, `invalid user id: ${id}`, 100290);
  }
  if (/[\u3400-\u9fff]https?:\/\//.test(content) || /https?:\/\/[\w./-]*[\u3400-\u9fff]/.test(content)) {
    refuse(place, "an address stands next to Chinese text without a space");
  }
  place.card.tables += content.match(/^\s*\|?(\s*:?-{3,}:?\s*\|)+\s*:?-*:?\s*$/gm)?.length ?? 0;
}

export const plainText = (max?: number): Check =>
  textNode(["plain_text"], { text_size: text(), text_color: colour, text_align: text() }, max);

const iconShape: Check = object(
  {
    tag: oneOf("standard_icon", "custom_icon"),
    token: text(),
    color: colour,
    size: iconSize,
    img_key: (value, place) => imageKey(value, place),
  },
  ["tag"],
);
export const icon: Check = (value, place) => {
  place.card.nodes += 1;
  iconShape(value, place);
};

export const imageKey: Check = (value, place) => {
  if (typeof value !== "string" || !place.card.knownImages.has(value)) {
    refuse(place, "unknown img_key", 200570);
  }
};
