import type { JSX } from 'solid-js';
import { formatCount, formatPlural } from '../../base/format.ts';
import type { LineageFocus, LineageGraph } from '../../domain/lineage/lineage-graph.ts';
import { useQuery } from '../../state/query.ts';
import { type GraphScene, readPalettes, toSvg } from '../../ui/graph/index.ts';
import { MenuButton } from '../../ui/menu.tsx';
import { saveBlob, toFileName } from '../../ui/save-blob.ts';
import { showToast } from '../../ui/toast.tsx';
import { lineageTitle } from './lineage-words.ts';

/** The picture as a file, or the same as OpenLineage events. */
export function LineageDownload(props: {
  readonly focus: LineageFocus;
  readonly depth: number;
  readonly graph: LineageGraph;
  readonly scene: GraphScene;
}): JSX.Element {
  const { api } = useQuery();
  const title = () => lineageTitle(props.graph);
  const saveSvg = (): void => {
    const { light, dark } = readPalettes();
    const svg = toSvg(props.scene, title(), light, dark);
    saveBlob(new Blob([svg], { type: 'image/svg+xml' }), toFileName(title(), 'svg'));
  };
  const saveEvents = async (): Promise<void> => {
    const file = await api.openLineage(props.focus, props.depth);
    if (!file) {
      showToast({ text: 'It is not in this workspace any more.' });
      return;
    }
    saveBlob(file.blob, toFileName(title(), 'openlineage.json'));
    if (file.leftOut > 0) {
      const most = `The file has ${formatPlural(file.runs, 'run')}`;
      showToast({ text: `${most}; ${formatCount(file.leftOut)} more did not fit.` });
    }
  };
  return (
    <MenuButton
      small
      variant="quiet"
      icon="download"
      label="Download lineage"
      items={[
        { label: 'Picture (SVG)', onSelect: saveSvg },
        { label: 'OpenLineage events (JSON)', onSelect: () => void saveEvents().catch(sayFailed) },
      ]}
    />
  );
}

function sayFailed(error: unknown): void {
  console.error('OpenLineage events not written', error);
  showToast({ text: 'The file could not be written.', tone: 'failed' });
}
