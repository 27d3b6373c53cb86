/**
 * How often a test with made-up input asks. Each run of `npm test` asks of other input (fast-check) or of the first
 * seeds, a quarter of what `CAIRN_LONG=1` asks; named cases are always asked.
 */
export function turns(all: number): number {
  return process.env.CAIRN_LONG ? all : Math.ceil(all / 4);
}
