/**
 * The figures of one series from its points in the order they lie in the source, by the rules of the truth files:
 * last by (step, time, order), least and greatest over finite values.
 * @param {{ step: number, time: number, value: number }[]} points
 */
export function summarisePlainly(points) {
  let last = points[0];
  let first = points[0];
  for (const point of points) {
    if (point.step > last.step || (point.step === last.step && point.time >= last.time)) last = point;
    if (point.step < first.step) first = point;
  }
  const finite = points.map((point) => point.value).filter(Number.isFinite);
  return {
    n: points.length,
    last: last.value,
    min: finite.length > 0 ? Math.min(...finite) : null,
    max: finite.length > 0 ? Math.max(...finite) : null,
    n_nan_inf: points.length - finite.length,
    first_step: Math.min(...points.map((point) => point.step)),
    last_step: Math.max(...points.map((point) => point.step)),
  };
}
