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

/** The ratio of medians of two series taken in the same run, and whether it meets its aim. */
export function ratio(name, above, below, aim) {
  const value = median(above) / median(below);
  figure(name, `${value.toFixed(2)}×`, aim && { text: `at most ${aim}×`, isMet: value <= aim });
}

/**
 * @param {string} name
 * @param {string} text
 * @param {{ text: string, isMet: boolean }} [aim]
 */
export function figure(name, text, aim) {
  const verdict = aim ? `   ${aim.isMet ? 'met' : 'NOT MET'} (aim: ${aim.text})` : '';
  console.log(`    ${name.padEnd(52)} ${text}${verdict}`);
}

export function heading(text) {
  console.log(`\n${text}`);
}
