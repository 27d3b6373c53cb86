import type { DataSide } from '../../domain/data-drift.ts';
import { parseDatasetFacts } from '../../domain/dataset-facts.ts';
import { recordedRows } from '../../domain/dataset-verdict.ts';
import type { ColumnProfile, DataType, FingerprintRecord } from '../../domain/fingerprint.ts';
import type { DatasetKey, Hash } from '../../domain/ids.ts';
import type { DatasetRecord } from '../../domain/records.ts';
import type { DatasetDetail, DatasetSummary } from '../../rpc/query-api.ts';

/** Something that can stand on one side of a comparison: what was recorded of a version, or a file shown for it. */
export interface SideChoice {
  readonly id: string;
  readonly dataset: DatasetKey;
  /** null for what was recorded. */
  readonly print: Hash | null;
  readonly label: string;
}

/** Fingerprints before what was recorded: they know more. */
export function listSides(
  versions: readonly DatasetSummary[],
  printsOf: (dataset: DatasetKey) => readonly Hash[],
  nameOf: (print: Hash) => string | null,
): readonly SideChoice[] {
  return versions.flatMap(({ key, digest }): SideChoice[] => {
    const short = digest.slice(0, 12) || 'no digest';
    const prints = printsOf(key).map((print): SideChoice => {
      const label = `${short}: file ${nameOf(print) ?? print.slice(0, 8)}`;
      return { id: `${key}/${print}`, dataset: key, print, label };
    });
    return [...prints, { id: key, dataset: key, print: null, label: `${short}: as recorded` }];
  });
}

/**
 * What `after` is compared with at first: another version, or else another file. Never what was recorded of the same
 * version, which may have been made of that very file.
 */
export function otherSide(
  sides: readonly SideChoice[],
  after: SideChoice | undefined,
): SideChoice | undefined {
  return (
    sides.find(({ dataset }) => dataset !== after?.dataset) ??
    sides.find(({ print }) => print !== null && after?.print !== null && print !== after?.print)
  );
}

/** null where the fingerprint is not on this device. */
export function toSide(choice: SideChoice, detail: DatasetDetail | null): DataSide | null {
  if (!detail) return null;
  if (choice.print === null) return recordedSide(detail.record);
  const print = detail.fingerprints.find(({ key }) => key === choice.print);
  return print ? printSide(print) : null;
}

function printSide({ rowCount, sha256, columns }: FingerprintRecord): DataSide {
  return { rowCount, sha256, columns };
}

/** Names and types alone: no value was recorded. */
function recordedSide(record: DatasetRecord): DataSide {
  const { columns, profile } = parseDatasetFacts(record);
  const unseen = { seen: 0, nulls: 0, distinct: { count: 0, exact: true }, numbers: null, top: [] };
  return {
    rowCount: recordedRows(profile),
    sha256: null,
    columns: columns.map(({ name, type }): ColumnProfile => ({ name, type: type as DataType, ...unseen })),
  };
}
