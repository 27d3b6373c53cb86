/** npm start: installs and builds what is missing, then serves the production build on this machine only. */
import './node-version.js';
import { ensureBuilt, ensureInstalled, runMain } from './project.js';
import { parsePort, serve } from './serve.js';

await runMain(async () => {
  const port = parsePort(process.env.PORT);
  await ensureInstalled();
  await ensureBuilt();
  await serve({ port });
});
