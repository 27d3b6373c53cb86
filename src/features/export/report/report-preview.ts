import { type Accessor, createEffect, createSignal, onCleanup } from 'solid-js';
import { isAbort } from '../../../base/abort.ts';
import type { ReportPreview, ReportSettings } from '../../../rpc/report-api.ts';
import type { ReportClient } from '../../../rpc/report-client.ts';

/** Somebody who types is not interrupted (ms). */
const REST_MS = 300;

export interface PreviewState {
  readonly preview: Accessor<ReportPreview | undefined>;
  /** The preview is of settings that have changed since. */
  readonly isBehind: Accessor<boolean>;
  /** '' where it went well. */
  readonly failure: Accessor<string>;
}

/** The preview of the newest settings; one is made at a time, and what came in between is skipped. */
export function createReportPreview(
  client: ReportClient,
  settings: Accessor<ReportSettings | undefined>,
  touched: Accessor<string | null>,
): PreviewState {
  const [preview, setPreview] = createSignal<ReportPreview>();
  const [isBehind, setBehind] = createSignal(false);
  const [failure, setFailure] = createSignal('');
  let wanted: ReportSettings | undefined;
  let isMaking = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const make = async (): Promise<void> => {
    if (isMaking || !wanted) return;
    isMaking = true;
    const asked = wanted;
    wanted = undefined;
    try {
      setPreview(await client.preview(asked, Date.now(), touched()));
      setFailure('');
    } catch (error) {
      if (isAbort(error)) return;
      setFailure(error instanceof Error ? error.message : String(error));
    } finally {
      isMaking = false;
    }
    if (wanted) await make();
    else setBehind(false);
  };
  createEffect(() => {
    const next = settings();
    if (!next) return;
    wanted = next;
    setBehind(true);
    clearTimeout(timer);
    timer = setTimeout(() => void make(), REST_MS);
  });
  onCleanup(() => clearTimeout(timer));
  return { preview, isBehind, failure };
}
