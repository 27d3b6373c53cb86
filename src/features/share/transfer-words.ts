import { formatCount } from '../../base/format.ts';
import type { FactCounts, TransferView } from '../../domain/share-view.ts';
import { namesWords } from './share-words.ts';

/** '214 of 214 record packs, 30 % of points, 3 of 214 artifacts here, the rest with Ana' */
export function toTransferWords(transfer: TransferView): string {
  const { records, points, artifacts } = transfer;
  const parts = [`${ofTotal(records)} record packs`];
  if (points.total > 0) parts.push(`${percent(points)} of points`);
  if (artifacts.total > 0) parts.push(`${ofTotal(artifacts)} artifacts here${restWords(transfer)}`);
  return `${parts.join(', ')}.`;
}

function restWords({ artifacts, artifactsHeldBy }: TransferView): string {
  if (artifacts.here >= artifacts.total) return '';
  if (artifactsHeldBy.length === 0) return ', nobody who is here has the rest';
  return `, the rest with ${namesWords(artifactsHeldBy)}`;
}

function ofTotal({ here, total }: FactCounts): string {
  return `${formatCount(here)} of ${formatCount(total)}`;
}

/** Never rounds up to all of it. */
function percent({ here, total }: FactCounts): string {
  return here >= total ? '100 %' : `${Math.min(99, Math.floor((here / total) * 100))} %`;
}
