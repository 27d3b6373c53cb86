/** Addresses of the registry's screens, without the '#'. */

export function modelAddress(model: string): string {
  return `/models/${encodeURIComponent(model)}`;
}

export function versionAddress(model: string, number: number): string {
  return `${modelAddress(model)}/${number}`;
}

/** What stands where a version's number would. */
export const COMPARE_WORD = 'compare';

export function compareAddress(model: string, numbers: readonly number[]): string {
  return `${modelAddress(model)}/${COMPARE_WORD}?versions=${numbers.join(',')}`;
}

export function runAddress(run: string): string {
  return `/runs/${encodeURIComponent(run)}`;
}

/** A run's metric at one of its steps. */
export function metricAddress(run: string, metric: string, step: number | null): string {
  const at = step === null ? '' : `&step=${step}`;
  return `${runAddress(run)}?metric=${encodeURIComponent(metric)}${at}`;
}

/** A name as it stands in the address; one that was typed by hand may not decode. */
export function readName(raw: string): string {
  try {
    return decodeURIComponent(raw);
  } catch {
    return raw;
  }
}

/** A part of the address behind the '?'; only the first of several counts. */
export function firstText(param: string | readonly string[] | undefined): string {
  return (typeof param === 'string' ? param : param?.[0])?.slice(0, 5000) ?? '';
}
