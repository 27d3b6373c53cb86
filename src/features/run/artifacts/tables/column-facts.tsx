import { type JSX, Show } from 'solid-js';
import { formatCount, formatNumber, formatPlural } from '../../../../base/format.ts';
import type { ColumnStatistics } from '../../../../rpc/table-api.ts';
import type { TableClient } from '../../../../rpc/table-client.ts';
import { createNewestAnswer } from '../../../../state/newest-answer.ts';
import { Button } from '../../../../ui/button.tsx';
import { type Fact, FileFacts } from '../files/file-parts.tsx';

/** What one column holds, measured when it is asked for. */
export function ColumnFacts(props: {
  readonly name: string;
  readonly column: number;
  readonly rowCount: number;
  readonly client: TableClient;
  readonly onClose: () => void;
}): JSX.Element {
  const measured = createNewestAnswer(
    () => props.column,
    async (column) => ({ column, found: await props.client.statistics(column) }),
  );
  const found = () => (measured()?.column === props.column ? measured()?.found : undefined);
  return (
    <section class="file-list" aria-label={`Statistics of ${props.name}`}>
      <div class="file-tools">
        <strong>{props.name}</strong>
        <Button small onClick={() => props.onClose()}>
          Close statistics
        </Button>
      </div>
      <Show when={found()} fallback={<p class="artifact-note">Measuring…</p>}>
        {(known) => <FileFacts facts={toFacts(known(), props.rowCount)} />}
      </Show>
    </section>
  );
}

function toFacts(found: ColumnStatistics, rowCount: number): readonly Fact[] {
  const { numbers, common } = found;
  const isPart = found.lookedRows < rowCount;
  return [
    ['Filled', `${formatCount(found.lookedRows - found.empty)} of ${formatPlural(found.lookedRows, 'row')}`],
    ['Different values', found.distinct === null ? 'more than 10,000' : formatCount(found.distinct)],
    ['Least, greatest', numbers ? `${formatNumber(numbers.least)}, ${formatNumber(numbers.greatest)}` : ''],
    ['Mean', numbers ? formatNumber(numbers.mean) : ''],
    ['Standard deviation', numbers ? formatNumber(numbers.deviation) : ''],
    ['Most frequent', common.map((one) => `${one.text.slice(0, 60)} (${formatCount(one.count)})`).join(', ')],
    ['Measured over', isPart ? `the first ${formatCount(found.lookedRows)} rows` : ''],
  ];
}
