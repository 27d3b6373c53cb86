import { A } from '@solidjs/router';
import { For, type JSX } from 'solid-js';
import { createNewestAnswer } from '../../state/newest-answer.ts';
import { useQuery } from '../../state/query.ts';
import { liveElsewhere } from './watch-words.ts';

/** Live runs that teammates watch: the mark in the frame counts them as well. */
export function LiveElsewhere(props: { readonly onShow: () => void }): JSX.Element {
  const { api, pulse } = useQuery();
  const views = createNewestAnswer(
    () => ({ count: pulse().liveCount }),
    () => api.liveRuns(null),
  );
  return (
    <For each={liveElsewhere(views() ?? [])}>
      {({ from, words, address }) => (
        <p class="watched-elsewhere">
          <A href={address} onClick={() => props.onShow()}>
            {words}
          </A>{' '}
          watched by {from}
        </p>
      )}
    </For>
  );
}
