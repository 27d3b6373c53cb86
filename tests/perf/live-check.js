import { figure } from './figures.js';
import { readStoredRuns } from './live-page.js';

/** Metrics that the trainings log at every step, unlike what trackers add of the machine. */
const OURS = /^(clock|loss|val\/mae|train\/)/;
const IMPORT_MS = 120_000;
/** A poorer logger's runs wait up to four minutes, and an idle folder is looked at once a minute. */
const MOST_WAIT_MS = 420_000;
const REST_MS = 1000;
/** Differences told of one run. */
const TOLD = 12;

/** What a fresh import of the folder stores, in a profile of its own. */
export async function importFresh(bench, folder) {
  return bench.withProfile(async (context) => {
    const page = await context.newPage();
    await page.goto(bench.app);
    await page.getByRole('navigation', { name: 'Main' }).waitFor();
    const session = await context.newCDPSession(page);
    const data = { items: [], files: [folder], dragOperationsMask: 1 };
    for (const type of ['dragEnter', 'dragOver', 'drop'])
      await session.send('Input.dispatchDragEvent', { type, x: 600, y: 400, data });
    const isDone = page.getByRole('status').filter({ hasText: /^Imported/ });
    // A table whose layout is guessed is asked about.
    const goOn = page.getByRole('dialog').getByRole('button', { name: /^Import/ });
    await isDone.or(goOn).first().waitFor({ timeout: IMPORT_MS });
    if (await goOn.isVisible()) await goOn.click();
    await isDone.first().waitFor({ timeout: IMPORT_MS });
    return page.evaluate(readStoredRuns);
  });
}

/** Until everything is stored as a fresh import stores it, or for long enough. */
export async function settle(page, fresh, lastPointMs) {
  for (;;) {
    const watched = await page.evaluate(readStoredRuns);
    const tookMs = Date.now() - lastPointMs;
    if (keysOf(watched, fresh).every((key) => isEqual(watched, fresh, key)))
      return { watched, tookMs, isSettled: true };
    if (tookMs > MOST_WAIT_MS) return { watched, tookMs, isSettled: false };
    await page.waitForTimeout(REST_MS);
  }
}

/** `stepsOf`: how many steps the writer of a run has logged; null where nobody knows. */
export function tellEquality({ watched, tookMs, isSettled }, fresh, stepsOf) {
  figure('last point to everything stored', isSettled ? `${tookMs} ms` : `not within ${tookMs} ms`);
  const keys = keysOf(watched, fresh);
  const equal = keys.filter((key) => isEqual(watched, fresh, key));
  figure('runs with the content of a fresh import', `${equal.length} of ${keys.length}`, {
    text: 'all',
    isMet: equal.length === keys.length && keys.length > 0,
  });
  for (const key of keys.filter((one) => !equal.includes(one)).slice(0, TOLD))
    figure(
      `  ${nameOf(fresh.runs[key] ?? watched.runs[key])}`,
      differenceOf(watched.runs[key], fresh.runs[key]),
    );
  let missed = 0;
  let doubled = 0;
  for (const run of Object.values(watched.runs)) {
    const steps = stepsOf(run);
    if (steps === null) continue;
    for (const [metric, count] of Object.entries(run.counts)) {
      if (!OURS.test(metric)) continue;
      missed += Math.max(0, steps - count);
      doubled += Math.max(0, count - steps);
    }
  }
  const aim = (count) => ({ text: 'none', isMet: count === 0 && keys.length > 0 });
  figure('points missed', String(missed), aim(missed));
  figure('points doubled', String(doubled), aim(doubled));
  const { imports, recordBytes } = watched;
  figure('commits, bytes of their records', `${imports}, ${recordBytes.toLocaleString('en')}`);
}

export const nameOf = (run) => `${run.format} ${run.name}`;

function keysOf(watched, fresh) {
  return [...new Set([...Object.keys(watched.runs), ...Object.keys(fresh.runs)])];
}

function isEqual(watched, fresh, key) {
  return watched.runs[key]?.content === fresh.runs[key]?.content;
}

/** The first place in which two records of one run differ. */
function differenceOf(watched, fresh) {
  if (!watched) return `not stored; ${fresh.points} points by the import`;
  if (!fresh) return `not in the import; ${watched.points} points stored`;
  for (const field of Object.keys({ ...fresh.fields, ...watched.fields })) {
    const [ours, theirs] = [watched.fields[field], fresh.fields[field]];
    if (JSON.stringify(ours) === JSON.stringify(theirs)) continue;
    if (!Array.isArray(ours) || !Array.isArray(theirs))
      return `${field}: ${shorten(ours)}, import ${shorten(theirs)}`;
    const at = theirs.findIndex((one, place) => JSON.stringify(one) !== JSON.stringify(ours[place]));
    const place = at < 0 ? theirs.length : at;
    return `${field}[${place}]: ${shorten(ours[place])}, import ${shorten(theirs[place])}`;
  }
  return 'only the hash';
}

function shorten(value) {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}
