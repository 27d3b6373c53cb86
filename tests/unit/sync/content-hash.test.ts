import { expect, test } from 'vitest';
import { sha256Hex, toUtf8 } from '../../../src/base/bytes.ts';
import { canonicalJson } from '../../../src/base/canonical-json.ts';
import type { RunEdits } from '../../../src/domain/edits.ts';
import { toExperimentKey, toRunKey } from '../../../src/domain/ids.ts';
import { contentHash } from '../../../src/sync/content-hash.ts';

const MEMBERS = [
  { device: 'b', role: 'editor', name: 'Ben' },
  { device: 'a', role: 'owner', name: 'Ana' },
];

function makeRuns(count: number): [ReturnType<typeof toRunKey>, RunEdits][] {
  return Array.from({ length: count }, (_, at) => [
    toRunKey(`run "${at}"`),
    { name: `n ${at}`, ...(at % 2 === 0 ? { tags: { team: 'x', gone: null } } : { deleted: true }) },
  ]);
}

for (const count of [0, 1, 2500]) {
  test(`${count} edited runs: the hash is that of canonical JSON in one piece, in any order`, async () => {
    const runs = makeRuns(count);
    const experimentNames = new Map([[toExperimentKey('x1'), 'sweep']]);
    const rest = { packs: ['p2', 'p1', 'p2'], members: MEMBERS, name: 'ours' };
    const hash = await contentHash({ edits: { runs: new Map(runs), experimentNames }, ...rest });
    const sorted = [...runs].sort(([a], [b]) => (a < b ? -1 : 1));
    const whole = canonicalJson({
      name: 'ours',
      runs: sorted,
      experiments: [['x1', 'sweep']],
      packs: ['p1', 'p2'],
      members: [
        ['a', ['owner', 'Ana']],
        ['b', ['editor', 'Ben']],
      ],
    });
    expect(hash).toBe(await sha256Hex(toUtf8(whole)));
    const turned = new Map([...runs].reverse());
    expect(await contentHash({ edits: { runs: turned, experimentNames }, ...rest })).toBe(hash);
  });
}
