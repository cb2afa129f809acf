import { z } from "zod";

export const timeSchema = z.string().meta({ format: "date-time", description: "RFC 3339" });

/** No field but those of the view, and each of such a kind that whatever the view holds fits. */
type Fits<View extends object, Shape extends z.ZodRawShape> = Record<
  Exclude<keyof Shape, keyof View>,
  never
> &
  (View extends z.input<z.ZodObject<Shape>> ? unknown : { "a field of the view does not fit": never });

/** The schema of what a view is: the compiler keeps both of the same fields. */
export const schemaOf =
  <View extends object>() =>
  <Shape extends Record<keyof View, z.ZodType>>(shape: Shape & Fits<View, Shape>): z.ZodObject<Shape> =>
    z.object<Shape>(shape);
