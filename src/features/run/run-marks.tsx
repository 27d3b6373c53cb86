import { createSignal, type JSX } from 'solid-js';
import type { RunKey } from '../../domain/ids.ts';
import { useEdits } from '../../state/edits.ts';
import { Button } from '../../ui/button.tsx';
import { PalettePanel } from '../../ui/palette-panel.tsx';
import type { Box } from '../../ui/popover-place.ts';
import { showToast } from '../../ui/toast.tsx';

/** Star, colour and archive, for those who may change something. */
export function RunMarks(props: { readonly run: RunKey }): JSX.Element {
  const edits = useEdits();
  const [anchor, setAnchor] = createSignal<Box | null>(null);
  const starred = () => edits.starred(props.run);
  const archived = () => edits.archived(props.run);
  const say = (text: string) => showToast({ text, action: { label: 'Undo', onSelect: () => edits.undo() } });
  return (
    <>
      <Button
        variant="quiet"
        icon="star"
        class={starred() ? 'is-starred' : ''}
        label="Star"
        aria-pressed={starred()}
        onClick={() => {
          const star = !starred();
          edits.setStarred([props.run], star);
          say(star ? 'Run starred.' : 'Run unstarred.');
        }}
      />
      <Button
        variant="quiet"
        icon="palette"
        label="Colour"
        aria-haspopup="menu"
        aria-expanded={anchor() !== null}
        onClick={(event) => setAnchor(event.currentTarget.getBoundingClientRect())}
      />
      <PalettePanel
        chosen={edits.chosenColour(props.run)}
        anchor={anchor()}
        onChoose={(place) => {
          edits.setColour([props.run], place);
          say(place === null ? 'The run has its own colour again.' : 'Colour changed.');
        }}
        onClose={() => setAnchor(null)}
      />
      <Button
        icon="archive"
        class="runpage-archive"
        onClick={() => {
          const archive = !archived();
          edits.setArchived([props.run], archive);
          say(archive ? 'Run archived.' : 'Run unarchived.');
        }}
      >
        {archived() ? 'Unarchive' : 'Archive'}
      </Button>
    </>
  );
}
