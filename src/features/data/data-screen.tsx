import { useParams } from '@solidjs/router';
import { type JSX, Show } from 'solid-js';
import { toDatasetKey } from '../../domain/ids.ts';
import { DatasetList } from './dataset-list.tsx';
import { DatasetScreen } from './dataset-screen.tsx';
import './data.css';

/** Datasets with their versions (`#/data`), or one of them with its fingerprints and runs (`#/data/:dataset`). */
export function DataScreen(): JSX.Element {
  const params = useParams<{ dataset?: string }>();
  return (
    <Show when={params.dataset} keyed fallback={<DatasetList />}>
      {(key) => <DatasetScreen dataset={toDatasetKey(key)} />}
    </Show>
  );
}
