import { findBrowser } from './browser.js';
import { ensureBuilt } from './project.js';
import { prepareReadyVisits } from './ready-profile.ts';

/** Runs once before all journeys: they use the production build and one browser. Returns what runs after them. */
export default async function setUp(): Promise<() => Promise<void>> {
  await ensureBuilt();
  process.env.CAIRN_BROWSER = await findBrowser();
  return prepareReadyVisits();
}
