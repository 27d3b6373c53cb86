import { findBrowser } from './browser.js';
import { ensureBuilt } from './project.js';

/** Runs once before all journeys: they use the production build and one browser. */
export default async function setUp(): Promise<void> {
  await ensureBuilt();
  process.env.CAIRN_BROWSER = await findBrowser();
}
