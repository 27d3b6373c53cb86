import type { JSX } from 'solid-js';
import type { BundleSettings } from '../../../rpc/export-api.ts';
import type { ExportFormProps, ExportKind } from './export-form.ts';

export const bundleKind: ExportKind<BundleSettings> = {
  initial: { format: 'cairn', withArtifacts: true },
  Form: BundleForm,
  download: () => 'Download bundle',
  fileName: (title) => title,
  intoFile: true,
  ending: () => 'cairn',
  hint: () => <>Drop it into Cairn, here or on another device: what is there already stays as it is.</>,
};

function BundleForm(props: ExportFormProps<BundleSettings>): JSX.Element {
  return (
    <label class="export-check">
      <input
        type="checkbox"
        checked={props.settings.withArtifacts}
        onChange={(event) =>
          props.onChange({ ...props.settings, withArtifacts: event.currentTarget.checked })
        }
      />
      With the artifacts that are kept here
    </label>
  );
}
