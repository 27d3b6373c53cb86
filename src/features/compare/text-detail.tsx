import { createMemo, type JSX, Match, Show, Switch } from 'solid-js';
import { createNewestAnswer } from '../../state/newest-answer.ts';
import { useQuery } from '../../state/query.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { ScrollBox } from '../../ui/scroll-box.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import type { CompareColumn } from './comparison.ts';
import type { OpenText } from './difference-lines.ts';
import { rowLabel } from './table-lines.ts';
import { TextDiffView } from './text-diff-view.tsx';

/** A long text as a whole, and beside the baseline's where there is another. */
export function TextDetail(props: {
  readonly open: OpenText;
  readonly baseline: CompareColumn | null;
  readonly onClose: () => void;
}): JSX.Element {
  const { api, version } = useQuery();
  const other = () => (props.baseline && props.baseline.id !== props.open.column.id ? props.baseline : null);
  const question = createMemo(() => ({ ...props.open, other: other(), version: version() }));
  const texts = createNewestAnswer(question, async ({ row, column, other: before }) => {
    const load = (one: CompareColumn | null) => {
      if (!one?.run) return null;
      const value = row.values[one.members[0]!];
      if (!row.cut) return value === null || value === undefined ? null : String(value);
      return api.differenceText(row.section, row.key, one.run);
    };
    return { own: await load(column), before: await load(before), column, other: before };
  });
  const blobs = createMemo(() => {
    const known = texts();
    return known?.own != null && known.before != null && known.own !== known.before
      ? { left: new Blob([known.before]), right: new Blob([known.own]) }
      : null;
  });
  const title = () => {
    const label = `${rowLabel(props.open.row)}, ${props.open.column.label}`;
    const before = other();
    return before ? `${label}, against ${before.label}` : label;
  };
  return (
    <section class="compare-detail" aria-label={title()}>
      <div class="compare-detail-head">
        <h3 class="cut">{title()}</h3>
        <Show when={texts()?.own}>{(text) => <CopyButton label="Copy text" text={text()} />}</Show>
        <Button variant="quiet" small icon="close" label="Close" onClick={() => props.onClose()} />
      </div>
      <Switch fallback={<Skeleton lines={3} />}>
        <Match when={blobs()}>
          {(two) => <TextDiffView left={two().left} right={two().right} label={`Difference of ${title()}`} />}
        </Match>
        <Match when={texts()}>
          {(known) => (
            <>
              <Show when={known().other && known().before === known().own}>
                <p class="diff-counts muted">The same as in {known().other?.label}.</p>
              </Show>
              <ScrollBox class="diff-view is-whole" label={title()}>
                {known().own ?? 'Not logged.'}
              </ScrollBox>
            </>
          )}
        </Match>
      </Switch>
    </section>
  );
}
