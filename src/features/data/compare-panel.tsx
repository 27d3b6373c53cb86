import { createMemo, createSignal, For, type JSX, Show } from 'solid-js';
import { measureDrift } from '../../domain/data-drift.ts';
import type { FingerprintRecord } from '../../domain/fingerprint.ts';
import type { DatasetKey } from '../../domain/ids.ts';
import type { DatasetSummary } from '../../rpc/query-api.ts';
import { useEdits } from '../../state/edits.ts';
import { createNewestAnswer } from '../../state/newest-answer.ts';
import { useQuery } from '../../state/query.ts';
import { Skeleton } from '../../ui/skeleton.tsx';
import { listSides, otherSide, type SideChoice, toSide } from './compare-sides.ts';
import { DriftTable } from './drift-table.tsx';
import { Section } from './section.tsx';

/** Two versions, or two files, of one name side by side. */
export function ComparePanel(props: {
  readonly versions: readonly DatasetSummary[];
  readonly shown: DatasetKey;
  readonly prints: readonly FingerprintRecord[];
}): JSX.Element {
  const { api, version } = useQuery();
  const edits = useEdits();
  const sides = createMemo(() =>
    listSides(
      props.versions,
      (key) => edits.fingerprints(key),
      (print) => props.prints.find(({ key }) => key === print)?.name ?? null,
    ),
  );
  const [beforeId, setBefore] = createSignal<string | null>(null);
  const [afterId, setAfter] = createSignal<string | null>(null);
  const chosen = (id: string | null) => sides().find((side) => side.id === id);
  const after = createMemo(
    () => chosen(afterId()) ?? sides().find(({ dataset }) => dataset === props.shown) ?? sides()[0],
  );
  const before = createMemo(() => chosen(beforeId()) ?? otherSide(sides(), after()));
  const drift = createNewestAnswer(
    () => {
      const [a, b] = [before(), after()];
      return version() && a && b ? { a, b } : undefined;
    },
    async ({ a, b }) => {
      const details = await Promise.all([api.dataset(a.dataset), api.dataset(b.dataset)]);
      const [one, other] = [toSide(a, details[0]), toSide(b, details[1])];
      return { a: a.id, b: b.id, drift: one && other ? measureDrift(one, other) : null };
    },
  );
  /** Of the two that are chosen, not of those before. */
  const found = () => {
    const known = drift();
    return known && known.a === before()?.id && known.b === after()?.id ? known : undefined;
  };
  return (
    <Show when={sides().length > 1}>
      <Section title="Compare versions">
        <div class="data-sides">
          <SidePicker label="Before" sides={sides()} chosen={before()} onChoose={setBefore} />
          <SidePicker label="After" sides={sides()} chosen={after()} onChoose={setAfter} />
        </div>
        <Show
          when={found()}
          fallback={
            <Show
              when={before()}
              fallback={
                <p class="muted">
                  There is no other version and no other file yet. Choose what stands before.
                </p>
              }
            >
              <Skeleton lines={3} />
            </Show>
          }
        >
          {(answer) => (
            <Show
              when={answer().drift}
              fallback={<p class="muted">One of the two fingerprints is not on this device yet.</p>}
            >
              {(known) => <DriftTable drift={known()} />}
            </Show>
          )}
        </Show>
      </Section>
    </Show>
  );
}

function SidePicker(props: {
  readonly label: string;
  readonly sides: readonly SideChoice[];
  readonly chosen: SideChoice | undefined;
  readonly onChoose: (id: string) => void;
}): JSX.Element {
  return (
    <label class="data-side">
      <span class="muted">{props.label}</span>
      <select class="field" onChange={(event) => props.onChoose(event.currentTarget.value)}>
        <Show when={props.chosen === undefined}>
          <option value="" selected disabled>
            Choose
          </option>
        </Show>
        <For each={props.sides}>
          {(side) => (
            <option value={side.id} selected={side.id === props.chosen?.id}>
              {side.label}
            </option>
          )}
        </For>
      </select>
    </label>
  );
}
