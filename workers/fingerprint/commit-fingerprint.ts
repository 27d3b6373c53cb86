import { canonicalJson } from '../../src/base/canonical-json.ts';
import { judge, matchDigest } from '../../src/domain/dataset-verdict.ts';
import { type FingerprintRecord, OWN_DIGEST_DIGITS } from '../../src/domain/fingerprint.ts';
import { type DatasetKey, datasetKey, toImportId } from '../../src/domain/ids.ts';
import type { ImportReport } from '../../src/domain/import-report.ts';
import type { DatasetRecord } from '../../src/domain/records.ts';
import type { FingerprintAsk, FingerprintTaken } from '../../src/rpc/fingerprint-api.ts';
import type { FactStore } from '../../src/storage/fact-store.ts';
import { ExistingFacts } from '../import/storing/existing-facts.ts';
import { RecordPacker } from '../import/storing/record-packer.ts';

/**
 * Makes a fingerprint a fact of the workspace, as an import of its own. Where no dataset was named and none has its
 * digest, it comes with a dataset of its own. Call under the import lock.
 */
export async function commitFingerprint(
  store: FactStore,
  fingerprint: FingerprintRecord,
  ask: FingerprintAsk,
  nowMs: number,
): Promise<FingerprintTaken> {
  const found = shownFor(fingerprint, ask) ?? findByDigest(fingerprint, ask);
  const own = found === null ? ownDataset(fingerprint, ask.newVersionOf?.name ?? fingerprint.name) : null;
  const taken = { fingerprint, dataset: found ?? own?.key ?? null };
  const id = toImportId(crypto.randomUUID());
  const row = { id, label: fingerprint.name, startedMs: nowMs, finishedMs: null, packs: [], report: null };
  const existing = await ExistingFacts.load(store);
  await store.beginImport({ ...row, state: 'staging' });
  try {
    // A pack each: a browser with an older Cairn knows datasets and refuses what it does not know.
    const hashes = [];
    for (const record of own ? [own, fingerprint] : [fingerprint]) {
      const isThere = record.kind === 'fingerprint' && existing.hasFingerprint(record.key);
      if (isThere || existing.toStore(record) === null) continue;
      const packer = new RecordPacker('others', (pack, bytes) => store.stagePack(id, pack, bytes));
      await packer.add('', canonicalJson(record));
      await packer.close();
      hashes.push(...packer.hashes);
    }
    if (hashes.length === 0) await store.rollBackImport(id);
    else {
      const report = reportOf(fingerprint);
      await store.commitImport({ ...row, state: 'committed', finishedMs: nowMs, packs: hashes, report });
    }
    return taken;
  } catch (error) {
    await store.rollBackImport(id);
    throw error;
  }
}

/** The dataset that was named, unless the file is other data and is to be a version of its own. */
function shownFor(
  fingerprint: FingerprintRecord,
  { dataset, newVersionOf }: FingerprintAsk,
): DatasetKey | null {
  return newVersionOf && judge(fingerprint, newVersionOf).kind === 'differs' ? null : dataset;
}

function findByDigest(fingerprint: FingerprintRecord, { known }: FingerprintAsk): DatasetKey | null {
  return known.find(({ digest }) => matchDigest(fingerprint, digest))?.key ?? null;
}

/** What Cairn itself records of data that no run has named. */
function ownDataset(fingerprint: FingerprintRecord, name: string): DatasetRecord {
  const { sha256, rowCount, columns } = fingerprint;
  const digest = sha256.slice(0, OWN_DIGEST_DIGITS);
  const colspec = columns.map(({ name: column, type }) => ({ type, name: column, required: false }));
  return {
    kind: 'dataset',
    key: datasetKey(name, digest),
    name,
    digest,
    sourceType: 'local',
    source: JSON.stringify({ uri: fingerprint.name }),
    schema: colspec.length > 0 ? JSON.stringify({ mlflow_colspec: colspec }) : '',
    profile: rowCount === null ? '' : JSON.stringify({ num_rows: rowCount }),
  };
}

function reportOf(fingerprint: FingerprintRecord): ImportReport {
  return {
    outcome: 'committed',
    formats: ['Fingerprint'],
    experimentCount: 0,
    newRuns: 0,
    grownRuns: 0,
    sameRuns: 0,
    pointCount: 0,
    artifactsKept: 0,
    artifactsNotKept: 0,
    artifactBytesKept: 0,
    bytesRead: fingerprint.sizeBytes,
    durationMs: 0,
    problems: [],
    problemCount: 0,
  };
}
