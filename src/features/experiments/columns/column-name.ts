import { ATTRIBUTE_COLUMNS } from '../../../domain/attribute-columns.ts';
import type { ColumnInfo } from '../../../rpc/query-api.ts';
import { metricColumnName } from './stat-columns.ts';

const attributeLabels = new Map<string, string>(ATTRIBUTE_COLUMNS.map(({ id, label }) => [id, label]));

/** Full name of a column, as headers, menus and CSV say it. */
export function columnName(info: ColumnInfo): string {
  if (info.kind === 'attribute') return attributeLabels.get(info.id) ?? info.key;
  return info.kind === 'metric' ? metricColumnName(info.id) : info.id;
}
