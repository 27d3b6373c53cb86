import { sha256Hex } from '../../src/base/bytes.ts';
import { toHash, toImportId, type WorkspaceId } from '../../src/domain/ids.ts';
import { FactStore } from '../../src/storage/fact-store.ts';
import { FIRST_WORKSPACE, listWorkspaces } from '../../src/storage/home-db.ts';
import { toRecordLine } from '../../src/storage/record-lines.ts';
import { RecordPacker } from '../../workers/import/storing/record-packer.ts';
import { makeWideRuns, type WideShape, wideExperiment, widePoints } from './wide-runs.ts';

const NO_REPORT = {
  outcome: 'committed',
  formats: ['Made'],
  experimentCount: 0,
  newRuns: 0,
  grownRuns: 0,
  sameRuns: 0,
  pointCount: 0,
  artifactsKept: 0,
  artifactsNotKept: 0,
  artifactBytesKept: 0,
  bytesRead: 0,
  durationMs: 0,
  problems: [],
  problemCount: 0,
} as const;

/**
 * Commits an import of wide runs, written straight as record packs: the whole way of an import would take minutes for
 * a hundred thousand. Runs from `from` on, so that a second import can add to the first. Answers the bytes of records.
 */
export async function seedRuns(shape: WideShape, from = 0): Promise<number> {
  await listWorkspaces(Date.now());
  return seedWorkspace(FIRST_WORKSPACE, shape, from);
}

export async function seedWorkspace(workspace: WorkspaceId, shape: WideShape, from = 0): Promise<number> {
  const store = new FactStore(workspace);
  const id = toImportId(crypto.randomUUID());
  const row = { id, label: 'wide', startedMs: Date.now(), finishedMs: null, packs: [], report: null };
  try {
    await store.beginImport({ ...row, state: 'staging' });
    const points = widePoints();
    const pack = toHash(await sha256Hex(points));
    await store.stageChunks(id, [{ hash: pack, bytes: points }]);
    let bytes = 0;
    const others = new RecordPacker('others', (index, packed) => store.stagePack(id, index, packed));
    for (let at = 0; from === 0 && at < shape.experiments; at++)
      await others.add('', toRecordLine(wideExperiment(at)));
    await others.close();
    const runs = new RecordPacker('runs', (index, packed) => {
      bytes += packed.byteLength;
      return store.stagePack(id, index, packed);
    });
    const runAt = makeWideRuns(shape, pack);
    for (let index = from; index < from + shape.runs; index++) {
      const run = runAt(index);
      await runs.add(run.key, toRecordLine(run));
    }
    await runs.close();
    const packs = [...others.hashes, ...runs.hashes];
    const report = { ...NO_REPORT, newRuns: shape.runs };
    await store.commitImport({ ...row, state: 'committed', finishedMs: Date.now(), packs, report });
    return bytes;
  } finally {
    store.close();
  }
}
