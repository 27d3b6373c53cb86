import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { compareRuns } from './compare.js';
import { compareFolded } from './events.js';
import { compareWandbFacts } from './wandb.js';

/** Cases of one kind each that are packed as well: what they hold must be the same from an archive. */
const CASES = [
  { name: 'fs_finnk11_slash_metrics', compare: compareRuns },
  { name: 'tb_janosh_pytorch', compare: compareEventsInside },
  { name: 'wandb_2026_edges', compare: compareWandbFacts },
];

/** Paths begin with the archive; the truth's with the folder in it. */
function compareEventsInside(truth, facts) {
  const runs = facts.filter((fact) => fact.kind === 'run');
  const inside = ({ path, ...origin }) => ({
    ...origin,
    path: path.slice(path.indexOf('tb_janosh_pytorch')),
  });
  return compareFolded(
    truth,
    runs.map((run) => ({ ...run, origin: inside(run.origin) })),
  );
}

/** Each case as a zip, as a tar, as a gzipped tar, and as a zip in a tar. */
export async function compareArchives(app, folder, only, record) {
  for (const { name, compare } of CASES) {
    if (!`archive ${name}`.includes(only) || !existsSync(join(folder, 'wild', name))) continue;
    const { sources } = JSON.parse(readFileSync(join(folder, 'truth', `${name}.json`), 'utf8'));
    const place = mkdtempSync(join(tmpdir(), 'cairn-corpus-'));
    try {
      for (const path of makeArchives(join(folder, 'wild'), name, place)) {
        const { text, ms, facts } = await app.importPaths([path]);
        const differences = sources.flatMap((source) => compare(source, facts));
        record(`${name} (${path.slice(place.length + 1)})`, text, ms, differences);
      }
    } finally {
      rmSync(place, { recursive: true, force: true });
    }
  }
}

function makeArchives(root, name, place) {
  const at = (file) => join(place, file);
  const entries = readdirSync(join(root, name), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const files = entries.map((path) => [path.slice(root.length + 1), new Uint8Array(readFileSync(path))]);
  writeFileSync(at('case.zip'), zipSync(Object.fromEntries(files)));
  execFileSync('tar', ['-cf', at('case.tar'), '-C', root, name]);
  execFileSync('tar', ['-czf', at('case.tar.gz'), '-C', root, name]);
  execFileSync('tar', ['-cf', at('zip-in.tar'), '-C', place, 'case.zip']);
  return ['case.zip', 'case.tar', 'case.tar.gz', 'zip-in.tar'].map(at);
}
