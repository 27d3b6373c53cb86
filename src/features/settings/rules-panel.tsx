import { A } from '@solidjs/router';
import type { JSX } from 'solid-js';
import { formatPlural } from '../../base/format.ts';
import { useEdits } from '../../state/edits.ts';
import { Panel } from './panel.tsx';

export function RulesPanel(): JSX.Element {
  const edits = useEdits();
  const count = () => {
    const { size } = edits.rules();
    return size === 0
      ? 'This workspace has no rules yet.'
      : `This workspace has ${formatPlural(size, 'rule')}.`;
  };
  return (
    <Panel title="Rules">
      <p>
        {count()} They say how things are named, which tags they need, and what a version must have before it
        is promoted.
      </p>
      <p>
        <A href="/rules">Rules of this workspace</A>
      </p>
    </Panel>
  );
}
