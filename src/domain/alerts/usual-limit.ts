/**
 * What one in a hundred pairs of windows of so many runs goes beyond that are distributed alike (simulated, normal values).
 * From 200 runs on PSI has the limit that is usual for it, 0.2: two in a hundred go beyond it there.
 */
const BY_RUNS: readonly { readonly runs: number; readonly ks: number; readonly psi: number }[] = [
  { runs: 5, ks: 0.8, psi: 1.45 },
  { runs: 20, ks: 0.45, psi: 1.08 },
  { runs: 50, ks: 0.32, psi: 0.85 },
  { runs: 100, ks: 0.23, psi: 0.49 },
  { runs: 200, ks: 0.17, psi: 0.2 },
  { runs: 500, ks: 0.1, psi: 0.2 },
];

/** A limit for windows of so many runs that chance alone seldom goes beyond. */
export function usualLimit(measure: 'psi' | 'ks', runs: number): number {
  const row = BY_RUNS.findLast((one) => one.runs <= runs) ?? BY_RUNS[0]!;
  return row[measure];
}
