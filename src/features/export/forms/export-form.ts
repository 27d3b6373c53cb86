import type { Component, JSX } from 'solid-js';
import type { ExportEnding, ExportFormat, ExportSettings } from '../../../rpc/export-api.ts';

/** What one form of export asks; it keeps its choices while the dialog is open. */
export interface ExportFormProps<Settings extends ExportSettings = ExportSettings> {
  readonly settings: Settings;
  readonly onChange: (settings: Settings) => void;
  /** What goes in was chosen run by run. */
  readonly areRunsChosen: boolean;
}

/** How the dialog shows one form of export. */
export interface ExportKind<Settings extends ExportSettings = ExportSettings> {
  readonly initial: Settings;
  readonly Form: Component<ExportFormProps<Settings>>;
  /** Nothing is asked for: there is nothing to start. */
  readonly isEmpty?: (settings: Settings) => boolean;
  /** The button that starts it. */
  readonly download: (settings: Settings) => string;
  /** The file without its ending, from what the screen is called. */
  readonly fileName: (title: string, settings: Settings) => string;
  /** Of the file, where it may be named before it is written. */
  readonly ending?: (settings: Settings) => ExportEnding;
  /** How to open what was written. */
  readonly hint: () => JSX.Element;
  /** May also be written straight into a file that the person names. */
  readonly intoFile?: boolean;
  /** May also be written straight into a folder. */
  readonly intoFolder?: boolean;
}

/** Formats the dialog knows; a report has a dialog of its own. */
export type PlainFormat = Exclude<ExportFormat, 'report'>;
