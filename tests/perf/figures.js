/** @param {number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

/** `1,234 ms (1,200–1,300)`. @param {number[]} values milliseconds */
export function inMs(values) {
  const text = (value) => Math.round(value).toLocaleString('en');
  return `${text(median(values))} ms (${text(Math.min(...values))}–${text(Math.max(...values))})`;
}

/** The ratio of medians of two series taken in the same run, with the aim it is held against. */
export function ratio(name, above, below, aim) {
  const value = median(above) / median(below);
  const verdict = aim === undefined ? '' : value <= aim ? `  within ${aim}×` : `  over ${aim}×`;
  console.log(`    ${name.padEnd(46)} ${value.toFixed(2)}×${verdict}`);
}

export function figure(name, text) {
  console.log(`    ${name.padEnd(46)} ${text}`);
}

export function heading(text) {
  console.log(`\n${text}`);
}
