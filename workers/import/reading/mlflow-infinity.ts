/** MLflow stores an infinity as the largest double, since its column was made without one. */
const STORED_INFINITY = Number.MAX_VALUE;

export function fromStored(value: number): number {
  if (value === STORED_INFINITY) return Number.POSITIVE_INFINITY;
  return value === -STORED_INFINITY ? Number.NEGATIVE_INFINITY : value;
}
