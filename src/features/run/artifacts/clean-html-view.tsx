import { createEffect, type JSX, Show } from 'solid-js';
import { formatCount, formatPlural } from '../../../base/format.ts';
import { ScrollBox } from '../../../ui/scroll-box.tsx';
import type { CleanHtml } from './clean-html.ts';

/** Cleaned HTML in a box that it cannot leave: it has no styles and no classes, and the box clips. */
export function CleanHtmlView(props: { readonly html: CleanHtml; readonly label: string }): JSX.Element {
  let host!: HTMLDivElement;
  createEffect(() => host.replaceChildren(props.html.nodes));
  return (
    <>
      <ScrollBox class="artifact-view artifact-html" label={props.label}>
        <div ref={host} />
      </ScrollBox>
      <Show when={props.html.charsLeft > 0}>
        <p class="artifact-note">Cut short: {formatCount(props.html.charsLeft)} characters are not shown.</p>
      </Show>
      <Show when={leftOut(props.html)}>{(text) => <p class="artifact-note">{text()}</p>}</Show>
    </>
  );
}

/** What the file has that is not shown, in words; null where nothing is missing. */
function leftOut({ scriptCount, remoteCount }: CleanHtml): string | null {
  const parts: string[] = [];
  if (scriptCount > 0) parts.push(`${formatPlural(scriptCount, 'script')} not run`);
  if (remoteCount > 0) parts.push(`${formatPlural(remoteCount, 'image')} from elsewhere not loaded`);
  return parts.length === 0 ? null : `Left out: ${parts.join(', ')}.`;
}
