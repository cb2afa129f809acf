/** What the admission policy holds of every write of the service. */
export interface Bound {
  /** CEL, true where the write keeps the bound. */
  expression: string;
  message: string;
}
