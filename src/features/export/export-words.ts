import { formatBytes, formatCount, formatPlural } from '../../base/format.ts';
import type {
  ExportCounts,
  ExportFailure,
  ExportFormat,
  ExportNote,
  ExportNoteCode,
  ExportProgress,
} from '../../rpc/export-api.ts';

export const FORMAT_NAMES: Readonly<Record<ExportFormat, string>> = {
  cairn: 'Cairn bundle',
  'mlflow-folder': 'MLflow folder',
  'mlflow-db': 'MLflow database',
  csv: 'CSV',
  parquet: 'Parquet',
  ndjson: 'NDJSON',
  report: 'HTML report',
};

export function progressText({ stage, runs, ofRuns, bytes }: ExportProgress): string {
  switch (stage) {
    case 'opening':
      return 'Reading the runs …';
    case 'runs':
      return `${formatCount(runs)} of ${formatPlural(ofRuns, 'run')}, ${formatBytes(bytes)}`;
    case 'artifacts':
      return `Artifacts, ${formatBytes(bytes)}`;
    case 'finishing':
      return `Finishing, ${formatBytes(bytes)}`;
  }
}

export function countsText(counts: ExportCounts): string {
  const parts = [
    formatPlural(counts.runs, 'run'),
    ...(counts.points > 0 ? [formatPlural(counts.points, 'point')] : []),
    formatPlural(counts.experiments, 'experiment'),
    ...(counts.models > 0
      ? [`${formatPlural(counts.models, 'model')} with ${formatPlural(counts.versions, 'version')}`]
      : []),
    ...(counts.files > 0 ? [formatPlural(counts.files, 'artifact file')] : []),
    formatBytes(counts.bytes),
  ];
  return parts.join(', ');
}

const FAILURES: Readonly<Record<ExportFailure, string>> = {
  'too-large': 'It is too large for the memory of this browser. Export fewer runs, or leave artifacts out.',
  'disk-full': 'The disk is full. Free some space, or leave artifacts out.',
  'folder-taken': 'There is an mlruns in that folder already. Choose another: nothing is written over.',
  'folder-refused': 'The browser was not allowed to write there.',
};

export function failureText(code: ExportFailure): string {
  return FAILURES[code];
}

const NOTES: Readonly<Record<ExportNoteCode, (count: number) => string>> = {
  'experiment-id': (count) => `${formatPlural(count, 'experiment')} got another id`,
  'experiment-name': (count) =>
    `${formatPlural(count, 'experiment')} got another name, as MLflow has each once`,
  'run-id': (count) =>
    `${formatPlural(count, 'run')} got an id that MLflow takes; the own one is in the tag cairn.run`,
  'run-status': (count) => `${formatPlural(count, 'run')} of unknown status will read FINISHED`,
  'step-rounded': (count) => `${formatPlural(count, 'point')} at a broken step went to the nearest whole one`,
  'points-elsewhere': (count) => `Points of ${formatCount(count)} metrics are not in this browser yet`,
  'records-missing': (count) =>
    `${formatPlural(count, 'pack')} of records could not be read in this browser: what they tell of is not in it`,
  'artifact-missing': (count) => `${formatPlural(count, 'artifact file')} not kept here, so not written`,
  'logged-model-folded': (count) =>
    `${formatPlural(count, 'logged model')} of MLflow 3 became a folder of the run and an entry in its history; their own params and tags stay behind`,
  'logged-model-left': (count) => `${formatPlural(count, 'logged model')} without a run stayed behind`,
  'model-id-left': (count) =>
    `${formatPlural(count, 'MLmodel file')} went without the line model_id: MLflow would look for a logged model that is not in this export`,
  'custom-stage': (count) =>
    `${formatPlural(count, 'version')} in a stage of your own will read None; the stage is in the tag cairn.stage`,
  'also-listed': (count) =>
    `${formatPlural(count, 'run')} listed in several experiments went to the first of them`,
  'name-changed': (count) => `${formatPlural(count, 'name')} that a folder cannot hold changed`,
};

export function noteText({ code, count }: ExportNote): string {
  return NOTES[code](count);
}
